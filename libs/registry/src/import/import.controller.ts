import { Readable } from 'node:stream';

import {
  Controller,
  Get,
  Header,
  Headers,
  HttpCode,
  Param,
  Post,
  Req,
  StreamableFile,
  type Type,
} from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiHeader, ApiOkResponse, ApiProduces } from '@nestjs/swagger';
import {
  actorOf,
  Allow,
  CurrentLanguage,
  CurrentPrincipal,
  Describe,
  type Language,
  operator,
  type Principal,
  staff,
} from '@open122/http';
import { Database } from '@open122/service';
import type { FastifyRequest } from 'fastify';

import { refuse } from '../refusals';
import { importStore, type Import } from './import.store';
import { ImportFile } from './import-file';
import { ImportView, importView } from './import-view';
import { rejectLines } from './reject-lines';

/** Base64 of the SHA-256 in a Content-Digest field (RFC 9530). */
const digestIn = (header: string | undefined): string => {
  const digest = /(?:^|,)\s*sha-256=:([A-Za-z0-9+/]{43}=):/.exec(header ?? '')?.[1];
  if (digest === undefined) throw refuse.digestMissing();
  return digest;
};

/** The upload of one kind of registry file. */
export function uploadController(kind: string): Type<unknown> {
  @Controller(`v1/ops/imports/${kind}`)
  class UploadController {
    constructor(private readonly importFile: ImportFile) {}

    @Post()
    @HttpCode(200)
    @Allow(operator(), staff('administrator'))
    @Describe('导入内网登记文件', 'Import a file of the inner registry')
    @ApiConsumes('text/csv')
    @ApiBody({ schema: { type: 'string', format: 'binary' } })
    @ApiHeader({
      name: 'Content-Digest',
      required: true,
      description: 'sha-256 of the whole file (RFC 9530)',
    })
    @ApiOkResponse({ type: ImportView })
    async upload(
      @Req() request: FastifyRequest,
      @Headers('content-digest') digest: string | undefined,
      @CurrentPrincipal() principal: Principal,
    ): Promise<ImportView> {
      const sha256 = digestIn(digest);
      if (!(request.body instanceof Readable)) throw refuse.notCsv();
      return importView(await this.importFile.run(request.body, sha256, actorOf(principal)));
    }
  }
  return UploadController;
}

/** What became of the imports of one kind of registry file. */
export function showImportController(kind: string): Type<unknown> {
  @Controller(`v1/ops/imports/${kind}`)
  class ShowImportController {
    constructor(private readonly database: Database) {}

    @Get(':importId')
    @Allow(operator(), staff('auditor', 'administrator'))
    @Describe('一次导入的结果', 'What became of an import')
    @ApiOkResponse({ type: ImportView })
    async show(@Param('importId') importId: string): Promise<ImportView> {
      return importView(await this.find(importId));
    }

    @Get(':importId/rejects')
    @Allow(operator(), staff('auditor', 'administrator'))
    @Describe('拒收的行', 'The lines that were kept out: line, column, code, sentence')
    @ApiProduces('text/csv')
    @Header('content-type', 'text/csv; charset=utf-8')
    async rejects(
      @Param('importId') importId: string,
      @CurrentLanguage() language: Language,
    ): Promise<StreamableFile> {
      await this.find(importId);
      const lines = rejectLines(this.database, importId, language);
      const disposition = `attachment; filename="${kind}-${importId}.rejects.csv"`;
      return new StreamableFile(Readable.from(lines), { type: 'text/csv; charset=utf-8', disposition });
    }

    private async find(importId: string): Promise<Import> {
      const isId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(importId);
      const found = isId ? await this.database.read((tx) => importStore.find(tx, kind, importId)) : undefined;
      if (found === undefined) throw refuse.notFound();
      return found;
    }
  }
  return ShowImportController;
}
