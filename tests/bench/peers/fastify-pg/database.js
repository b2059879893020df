// SPDX-License-Identifier: AGPL-3.0-or-later
// One function, query(), over the two ways pg can use its connections.
import pg from 'pg';

export async function openDatabase({ url, connections, pipeline }) {
  const options = { connectionString: url, options: '-c search_path=bench_fastify' };
  return pipeline ? openPipelines(options, connections) : openPool(options, connections);
}

async function openPool(options, connections) {
  const pool = new pg.Pool({ ...options, max: connections, min: connections, idleTimeoutMillis: 0 });
  await pool.query('SELECT 1');
  return { query: (statement) => pool.query(statement) };
}

// Takes the connections in turn; the statements of each run in order, every one in a transaction of its own.
async function openPipelines(options, connections) {
  const clients = [];
  for (let i = 0; i < connections; i++) {
    const client = new pg.Client({ ...options, pipeline: true });
    await client.connect();
    clients.push(client);
  }
  let turn = 0;
  return { query: (statement) => clients[turn++ % connections].query(statement) };
}
