import { type DynamicModule, Inject, Module, type Type } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';

import { showImportController, uploadController } from './import/import.controller';
import { ImportFile } from './import/import-file';
import { ImportMeter } from './import/import-meter';
import { LARGEST_FILE } from './import/received-file';
import { RecordImport } from './import/record-import';
import { refuse } from './refusals';

/** Only the upload takes a file; any other route refuses text/csv as it refuses everything that is no JSON. */
const UPLOAD = '/v1/ops/imports/';

/** The upload of a registry file into the service that owns its records. Needs the global modules, and a Directory. */
@Module({})
export class RegistryModule {
  constructor(@Inject(HttpAdapterHost) host: HttpAdapterHost<FastifyAdapter>) {
    host.httpAdapter
      .getInstance()
      .addContentTypeParser('text/csv', { bodyLimit: LARGEST_FILE }, (request, payload, done) =>
        request.routeOptions.url?.startsWith(UPLOAD) === true ? done(null, payload) : done(refuse.notCsv()),
      );
  }

  /** `kind` is the last part of the upload's path: licences, vehicles. */
  static forOwner(options: {
    kind: string;
    records: Type<RecordImport>;
    imports?: DynamicModule['imports'];
  }): DynamicModule {
    return {
      module: RegistryModule,
      imports: options.imports ?? [],
      controllers: [uploadController(options.kind), showImportController(options.kind)],
      providers: [ImportFile, ImportMeter, { provide: RecordImport, useClass: options.records }],
    };
  }
}
