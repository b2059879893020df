// SPDX-License-Identifier: AGPL-3.0-or-later
// Instances of a model from start to end; every user task is completed as soon as it waits.
//
//   node run.js MODEL.bpmn SECONDS memory            nothing is kept
//   node run.js MODEL.bpmn SECONDS durable URL       at every task the state and what happened go into PostgreSQL,
//                                                    and the task is completed after the commit
//
// The model is read once. Prints {"instances", "seconds", "per_s"}.
import { readFile } from 'node:fs/promises';
import { Engine } from 'bpmn-engine';
import * as elements from 'bpmn-elements';
import BpmnModdle from 'bpmn-moddle';
import serializer, { TypeResolver } from 'moddle-context-serializer';
import pg from 'pg';

const [file, seconds, mode, url] = process.argv.slice(2);
const IN_FLIGHT = 64;
const CONNECTIONS = 16;
const SAVE = {
  name: 'save',
  text: `WITH step AS (INSERT INTO process_step (process_id, edition, at, trail) VALUES ($1, $2, now(), $3))
         INSERT INTO process (process_id, edition, state) VALUES ($1, $2, $4)
         ON CONFLICT (process_id) DO UPDATE SET edition = $2, state = $4`,
};

const moddle = await new BpmnModdle().fromXML(await readFile(file, 'utf8'));
const sourceContext = serializer(moddle, TypeResolver(elements));
const pool = mode === 'durable' ? new pg.Pool({ connectionString: url, max: CONNECTIONS }) : null;

async function save(engine, id, edition, trail) {
  const state = JSON.stringify(await engine.getState());
  await pool.query({ ...SAVE, values: [id, edition, trail, state] });
}

// Each instance has an engine of its own, as its state is one row.
function runInstance() {
  return new Promise((resolve, reject) => {
    const engine = new Engine({ name: 'bench', sourceContext, disableDummyScript: true });
    const id = pool && crypto.randomUUID();
    let edition = 0;
    engine.once('error', reject);
    engine.once('end', () => (pool ? save(engine, id, ++edition, ['END']).then(resolve, reject) : resolve()));
    const waits = pool
      ? (api) => save(engine, id, ++edition, [`ENTERED ${api.id}`]).then(() => api.signal(), reject)
      : (api) => api.signal();
    engine.execute({ listener: { emit(event, api) { if (event === 'activity.wait') waits(api); } } }).catch(reject);
  });
}

let instances = 0;
const start = performance.now();
const until = start + Number(seconds) * 1000;
async function runOn() {
  for (; performance.now() < until; instances++) await runInstance();
}
await Promise.all(Array.from({ length: pool ? IN_FLIGHT : 1 }, runOn));
const took = (performance.now() - start) / 1000;
console.log(JSON.stringify({ instances, seconds: took, per_s: instances / took }));
await pool?.end();
