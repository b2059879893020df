// SPDX-License-Identifier: AGPL-3.0-or-later
// POST /v1/applications and GET /v1/applications/:id over Fastify and pg, as they run in production. Settings:
//
//   DATABASE_URL    where the schema bench_fastify lives
//   PORT, HOST      where to listen
//   PROCESSES       worker processes; 1 means none but this one
//   DB_CONNECTIONS  connections of each process
//   DB_MODE         pool: a connection carries one statement at a time; pipeline: statements queue up on the wire
import cluster from 'node:cluster';
import { buildApp } from './app.js';
import { openDatabase } from './database.js';

const settings = {
  url: process.env.DATABASE_URL,
  port: Number(process.env.PORT ?? 3000),
  host: process.env.HOST ?? '127.0.0.1',
  processes: Number(process.env.PROCESSES ?? 1),
  connections: Number(process.env.DB_CONNECTIONS ?? 16),
  pipeline: process.env.DB_MODE === 'pipeline',
};

function startWorkers() {
  for (let i = 0; i < settings.processes; i++) cluster.fork();
  cluster.on('exit', () => process.exit(1));
}

async function serve() {
  const database = await openDatabase(settings);
  await buildApp(database).listen({ port: settings.port, host: settings.host });
}

if (settings.processes > 1 && cluster.isPrimary) startWorkers();
else await serve();
