import { digestOf } from '@open122/http';

import { administrator, citizen, type TestGateway, testGateway } from '../testing/gateway';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await testGateway();
});
afterAll(async () => gateway.close());

const aStepUp = () =>
  gateway.token({ ...citizen, purpose: 'export-data', bodyDigest: digestOf('') }, 'step-up');
const ask = async (claims: Record<string, unknown>, stepUp?: string) =>
  gateway.app.request('GET', '/v1/me/export', {
    headers: {
      authorization: `Bearer ${await gateway.token(claims)}`,
      ...(stepUp !== undefined && { 'step-up': stepUp }),
    },
  });

describe('an export of one’s own data', () => {
  it('joins the parts of all services, asked for by the gateway itself, and names a part that failed', async () => {
    let calls = 0;
    gateway.far.answering = (_, response) => {
      calls += 1;
      if (calls === 1) response.writeHead(500).end();
      else response.end('{"rows":[]}');
    };
    const { status, body } = await ask(citizen, await aStepUp());
    expect(status).toBe(200);
    expect(Object.values(body.parts as object)).toEqual(Array.from({ length: 4 }, () => ({ rows: [] })));
    expect(body.missing).toHaveLength(1);
    expect(gateway.far.arrived.every(({ url }) => url === `/internal/persons/${citizen.person}/export`)).toBe(
      true,
    );
  });

  it('needs a confirmation by SMS, each time a new one', async () => {
    gateway.far.answering = (_, response) => void response.end('{"rows":[]}');
    expect((await ask(citizen)).body.code).toBe('step-up.missing');
    const stepUp = await aStepUp();
    expect([(await ask(citizen, stepUp)).status, (await ask(citizen, stepUp)).body.code]).toEqual([
      200,
      'step-up.used',
    ]);
  });

  it('is for persons, each for himself', async () => {
    const { status, body } = await ask(administrator);
    expect([status, body.code]).toEqual([403, 'principal.not-allowed']);
  });
});
