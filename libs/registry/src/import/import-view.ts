import { ApiProperty } from '@nestjs/swagger';

import type { Import } from './import.store';

export class ImportView {
  @ApiProperty({
    type: String,
    format: 'uuid',
    description:
      'the first 128 bits of the SHA-256 as a UUID of version 8: known before the upload is answered',
  })
  importId!: string;

  @ApiProperty({ type: 'integer', description: 'lines with data' })
  rows!: number;

  @ApiProperty({ type: 'integer' })
  inserted!: number;

  @ApiProperty({ type: 'integer' })
  updated!: number;

  @ApiProperty({ type: 'integer', description: 'same revision as on record' })
  unchanged!: number;

  @ApiProperty({ type: 'integer', description: 'lower revision than on record' })
  skipped!: number;

  @ApiProperty({ type: 'integer', description: 'bad lines, listed under …/rejects' })
  rejected!: number;

  @ApiProperty({ type: Boolean })
  finished!: boolean;
}

/** What the caller sees of an import. */
export const importView = ({
  importId,
  rows,
  inserted,
  updated,
  unchanged,
  skipped,
  rejected,
  finishedAt,
}: Import): ImportView => ({
  importId,
  rows,
  inserted,
  updated,
  unchanged,
  skipped,
  rejected,
  finished: finishedAt !== null,
});
