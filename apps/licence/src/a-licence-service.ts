import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

import { aPersonRef, asAdministrator, asPerson, type TestApp, testApp } from '@open122/testkit';

import { service } from './main';

const ROW = {
  revision: '1',
  deleted: '0',
  fileNumber: '130100000001',
  documentType: 'passport',
  documentNumber: 'E10000001',
  name: '王某',
  mobile: '13800000001',
  classes: 'C1',
  firstIssuedOn: '2015-05-01',
  validFrom: '2021-05-01',
  validUntil: '2031-05-01',
  status: 'A',
  issuingAuthority: '冀A130100',
  issueNo: '1',
  cycleStart: '2025-05-01',
  cyclePoints: '0',
  reached12Cycles: '0',
  medicalUntil: '',
  reviewDue: '',
};
/** A line of licences.csv by its columns' names. */
export type Row = typeof ROW;
/** The person whom a row of this document number names. */
export const holderOf = (documentNumber = ROW.documentNumber) => asPerson(documentNumber);

/** What identity's directory answers; a person is known by his document's number, and called by it. */
function answerOf(asked: unknown): object {
  const { entries, document, persons, accounts } = asked as {
    entries?: { document: { number: string } }[];
    document?: { number: string };
    persons?: string[];
    accounts?: string[];
  };
  if (document !== undefined) return { person: aPersonRef(document.number) };
  if (persons !== undefined)
    return { persons: persons.map((person) => ({ person, name: `持有人${person.slice(0, 4)}` })) };
  if (accounts !== undefined)
    return { organisations: accounts.map((account) => ({ account, name: `单位${account.slice(0, 4)}` })) };
  return { refs: entries?.map((each) => aPersonRef(each.document.number)) };
}

/** For tests: the licence service on a database of its own, and identity's directory as its client asks it. */
export class LicenceService {
  private made = 0;

  private constructor(
    readonly app: TestApp,
    private readonly directory: Server,
  ) {}

  static async start(): Promise<LicenceService> {
    const directory = createServer((request, response) => {
      void json(request).then((asked) => {
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answerOf(asked)));
      });
    });
    await new Promise<void>((listening) => directory.listen(0, '127.0.0.1', listening));
    const url = `http://127.0.0.1:${(directory.address() as AddressInfo).port}`;
    return new LicenceService(await testApp(service, { env: { LICENCE_IDENTITY_URL: url } }), directory);
  }

  async close(): Promise<void> {
    await this.app.close();
    this.directory.closeAllConnections();
    await new Promise((closed) => this.directory.close(closed));
  }

  /** Uploads rows as an administrator does. */
  import(...rows: Partial<Row>[]) {
    const lines = [ROW, ...rows.map((row) => ({ ...ROW, ...row }))].map((row, line) =>
      line === 0 ? Object.keys(row) : Object.values(row),
    );
    const body = lines.map((fields) => fields.join(',')).join('\n');
    const digest = createHash('sha256').update(body).digest('base64');
    const headers = { 'content-type': 'text/csv', 'content-digest': `sha-256=:${digest}:` };
    return this.app.request('POST', '/v1/ops/imports/licences', { as: asAdministrator(), body, headers });
  }

  /** A record of its own key and holder; bound when asked. Answers the row. */
  async aLicence(change: Partial<Row> = {}): Promise<Row> {
    const nth = String((this.made += 1)).padStart(4, '0');
    const row = { ...ROW, fileNumber: `13019999${nth}`, documentNumber: `E9999${nth}`, ...change };
    const answer = await this.import(row);
    if (answer.status !== 200 || answer.body.rejected !== 0) throw new Error(JSON.stringify(answer.body));
    return row;
  }

  bind({ fileNumber, documentNumber }: Row, as = holderOf(documentNumber), key = `bind-${Math.random()}`) {
    return this.app.request('POST', '/v1/me/licences', { as, body: { fileNumber }, key });
  }

  /** Imported and bound: the licenceId, and whose it is. */
  async aBoundLicence(change: Partial<Row> = {}) {
    const row = await this.aLicence(change);
    const answer = await this.bind(row);
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    return { row, licenceId: answer.body.licenceId as string, holder: holderOf(row.documentNumber) };
  }
}
