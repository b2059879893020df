// SPDX-License-Identifier: AGPL-3.0-or-later
import Fastify from 'fastify';
import { INSERT_APPLICATION, SELECT_APPLICATION } from './statements.js';

const documentSchema = {
  type: 'object',
  properties: {
    kind: { type: 'string' },
    form: { type: 'string' },
    sheets: { type: 'integer' },
    copies: { type: 'integer' },
  },
};

const applicationSchema = {
  type: 'object',
  properties: {
    applicationId: { type: 'string' },
    number: { type: 'string' },
    status: { type: 'string' },
    registeredAt: { type: 'string', format: 'date-time' },
    plannedDate: { type: 'string' },
    serviceCode: { type: 'string' },
    applicantId: { type: 'string' },
    channel: { type: 'string' },
    centreCode: { type: 'string' },
    scenario: { type: 'integer' },
    documents: { type: 'array', items: documentSchema },
    answers: { type: 'object', additionalProperties: { type: 'string' } },
  },
};

export function buildApp(database) {
  const app = Fastify({ logger: false });

  app.post('/v1/applications', { schema: { response: { 201: applicationSchema } } }, async (request, reply) => {
    const { rows } = await database.query(insertOf(request.body));
    reply.code(201);
    return { ...request.body, ...rows[0] };
  });

  app.get('/v1/applications/:id', { schema: { response: { 200: applicationSchema } } }, async (request, reply) => {
    const { rows } = await database.query({ ...SELECT_APPLICATION, values: [request.params.id] });
    if (rows.length === 0) {
      reply.code(404);
      return { status: 'NOT_FOUND' };
    }
    return rows[0];
  });

  return app;
}

function insertOf(body) {
  return {
    ...INSERT_APPLICATION,
    values: [
      body.serviceCode,
      body.applicantId,
      body.centreCode,
      body.channel,
      body.scenario,
      JSON.stringify(body.documents),
      JSON.stringify(body.answers),
    ],
  };
}
