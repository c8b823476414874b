import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

import type { Principal } from '@open122/http';
import { aPersonRef, asAdministrator, asPerson, type TestApp, testApp } from '@open122/testkit';

import { service } from './main';

const ROW = {
  revision: '1',
  deleted: '0',
  vin: 'LSVAA00000000000A',
  plate: '冀A12345',
  plateType: '02',
  vehicleType: 'K33',
  ownerKind: 'person',
  documentType: 'passport',
  documentNumber: 'E10000001',
  ownerName: '王某',
  mobile: '13800000001',
  registeredOn: '2020-05-01',
  inspectionValidUntil: '2026-05-31',
  insuranceValidUntil: '2026-05-01',
  status: 'A',
  issuingAuthority: '冀A130100',
  permitIssueNo: '1',
  plateIssueNo: '1',
};
/** A line of vehicles.csv by its columns' names. */
export type Row = typeof ROW;
/** The person whom a row of this document number names. */
export const ownerOf = (documentNumber = ROW.documentNumber) => asPerson(documentNumber);

/** What identity's directory answers; who is asked about is known by his document's number or code. */
function answerOf(asked: unknown): object {
  const { entries, document } = asked as {
    entries?: { document?: { number: string }; organisation?: { code: string } }[];
    document?: { number: string };
  };
  if (document !== undefined) return { person: aPersonRef(document.number) };
  return { refs: entries?.map((each) => aPersonRef(each.document?.number ?? each.organisation?.code)) };
}

/** For tests: the vehicle service on a database of its own, and identity's directory as its client asks it. */
export class VehicleService {
  private made = 0;

  private constructor(
    readonly app: TestApp,
    private readonly directory: Server,
  ) {}

  static async start(): Promise<VehicleService> {
    const directory = createServer((request, response) => {
      void json(request).then((asked) => {
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answerOf(asked)));
      });
    });
    await new Promise<void>((listening) => directory.listen(0, '127.0.0.1', listening));
    const url = `http://127.0.0.1:${(directory.address() as AddressInfo).port}`;
    return new VehicleService(await testApp(service, { env: { VEHICLE_IDENTITY_URL: url } }), directory);
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
    return this.app.request('POST', '/v1/ops/imports/vehicles', { as: asAdministrator(), body, headers });
  }

  /** A record of its own key and holder; bound when asked. Answers the row. */
  async aVehicle(change: Partial<Row> = {}): Promise<Row> {
    const nth = String((this.made += 1)).padStart(4, '0');
    const own = { vin: `LSVAA0000000T${nth}`, plate: `冀AT${nth}`, documentNumber: `E9999${nth}` };
    const row = { ...ROW, ...own, ...change };
    const answer = await this.import(row);
    if (answer.status !== 200 || answer.body.rejected !== 0) throw new Error(JSON.stringify(answer.body));
    return row;
  }

  bind(
    { plate, plateType, documentNumber }: Row,
    as: Principal = ownerOf(documentNumber),
    key = `bind-${Math.random()}`,
  ) {
    return this.app.request('POST', '/v1/me/vehicles', { as, body: { plate, plateType }, key });
  }

  /** Imported and bound: the vehicleId, and whose it is. */
  async aBoundVehicle(change: Partial<Row> = {}) {
    const row = await this.aVehicle(change);
    const answer = await this.bind(row);
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    return { row, vehicleId: answer.body.vehicleId as string, owner: ownerOf(row.documentNumber) };
  }
}
