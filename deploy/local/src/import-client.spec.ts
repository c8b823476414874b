import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import { ImportClient } from './import-client';
import { Problem } from './problem';
import { type RegistryFile, registryFile } from './registry-file';
import { Screen } from './terminal';

const FILE = 'revision,vin\n1,A\n2,B\n';
const done = { importId: 'i', rows: 2, inserted: 1, updated: 0, unchanged: 0, skipped: 0, rejected: 1 };

type Reply = (response: ServerResponse, request: IncomingMessage) => void;
const answer =
  (status: number, body: unknown): Reply =>
  (response) => {
    response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
  };
const problem = (status: number, code: string): Reply => answer(status, { code, detail: `not now: ${code}` });

let folder: string;
let gateway: Server;
let file: RegistryFile;
let replies: Reply[];
let heard: { path: string; headers: IncomingMessage['headers']; body: string }[];
let said: string[];
let client: ImportClient;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'open122-import-'));
  const path = join(folder, 'vehicles.csv');
  writeFileSync(path, FILE);
  file = await registryFile(path);
  gateway = createServer((request, response) => {
    void text(request).then((body) => {
      // questions how far it is
      if (request.method === 'GET' && !request.url?.endsWith('/rejects'))
        return answer(404, {})(response, request);
      heard.push({ path: request.url ?? '', headers: request.headers, body });
      replies.shift()?.(response, request);
    });
  });
  await new Promise<void>((listening) => gateway.listen(0, '127.0.0.1', listening));
});
beforeEach(() => {
  [replies, heard, said] = [[], [], []];
  const { port } = gateway.address() as AddressInfo;
  const screen = Object.assign(new Screen(), { line: (line: string) => said.push(line) });
  client = new ImportClient(`http://127.0.0.1:${port}`, () => Promise.resolve('t'), screen);
});
afterAll(() => {
  gateway.closeAllConnections();
  gateway.close();
  rmSync(folder, { recursive: true });
});

test('the whole file goes up under its digest', async () => {
  replies = [answer(200, done)];
  expect(await client.upload(file)).toEqual(done);
  expect(heard).toMatchObject([
    {
      path: '/v1/ops/imports/vehicles',
      body: FILE,
      headers: {
        authorization: 'Bearer t',
        'content-type': 'text/csv',
        'content-length': String(FILE.length),
        'content-digest': `sha-256=:${file.sha256}:`,
      },
    },
  ]);
});

test('an absence is waited out: 503, a broken connection, an upload that is still at its last chunk', async () => {
  replies = [
    problem(503, 'unavailable'),
    (response) => response.destroy(),
    problem(409, 'import.in-progress'),
    answer(502, '<html>'),
    answer(200, done),
  ];
  expect(await client.upload(file)).toEqual(done);
  expect(heard.map(({ body }) => body)).toEqual(Array(5).fill(FILE));
  const again = said.filter((line) => line.endsWith('; trying again'));
  expect(again).toHaveLength(4);
  expect(again[0]).toContain('unavailable');
});

test.each([
  [422, 'registry.header'],
  [403, 'principal.not-allowed'],
  [413, 'import.too-large'],
])('a refusal (%d) is told with its code and ends the upload', async (status, code) => {
  replies = [problem(status, code)];
  const refused = client.upload(file);
  await expect(refused).rejects.toThrow(Problem);
  await expect(refused).rejects.toThrow(`not now: ${code} (${code})`);
  expect(heard).toHaveLength(1);
});

test('the rejects are written as they come, after an absence too', async () => {
  const to = join(folder, 'vehicles.rejects.csv');
  replies = [problem(503, 'unavailable'), answer(200, 'line,column,code,sentence\n')];
  await client.saveRejects(file, 'i', to);
  expect(readFileSync(to, 'utf8')).toBe('line,column,code,sentence\n');
  expect(heard[1]?.path).toBe('/v1/ops/imports/vehicles/i/rejects');
});
