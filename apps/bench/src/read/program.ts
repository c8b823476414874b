import httpProxy from '@fastify/http-proxy';
import fastify from 'fastify';
import { Pool } from 'pg';

/**
 * The baselines of a read. `bare` (B1): Fastify and pg alone, the same statement on the same rows. `proxy` (B2):
 * @fastify/http-proxy before it. What they leave out is what ours is measured for.
 */
async function main(): Promise<void> {
  const { BARE_PORT = '', BARE_UPSTREAM, BARE_DATABASE_URL = '', BARE_SQL = '' } = process.env;
  const app = fastify();
  if (BARE_UPSTREAM !== undefined) {
    await app.register(httpProxy, { upstream: BARE_UPSTREAM, undici: { connections: 64, pipelining: 1 } });
  } else {
    const pool = new Pool({ connectionString: BARE_DATABASE_URL, max: 10 });
    app.get('/ready', () => ({ ready: true }));
    app.get<{ Params: { person: string } }>('/v1/me/licences/:person', async ({ params }) => {
      const { rows } = await pool.query({ name: 'read', text: BARE_SQL, values: [params.person] });
      return rows[0] as object;
    });
  }
  await app.listen({ port: Number(BARE_PORT), host: '127.0.0.1' });
}

void main();
