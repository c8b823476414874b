import { ApiProperty } from '@nestjs/swagger';
import { inShanghai, LICENCE_STATUS, type LicenceStatus, licenceStatusWords } from '@open122/contracts';
import type { Language } from '@open122/http';

import type { BoundLicence } from './licence';

export class LicenceStatusView {
  @ApiProperty({ type: String, enum: LICENCE_STATUS })
  letter!: LicenceStatus;

  @ApiProperty({ type: String })
  text!: string;
}

/** A bound licence as its holder sees it; nothing here names him. */
export class LicenceView {
  @ApiProperty({ type: String, format: 'uuid' })
  licenceId!: string;

  @ApiProperty({ type: String, example: '1301****0001' })
  fileNumber!: string;

  @ApiProperty({ type: [String] })
  classes!: string[];

  @ApiProperty({ type: [LicenceStatusView] })
  status!: LicenceStatusView[];

  @ApiProperty({ type: String, format: 'date' })
  firstIssuedOn!: string;

  @ApiProperty({ type: String, format: 'date' })
  validFrom!: string;

  @ApiProperty({ type: String, format: 'date', nullable: true, description: 'null: long-term' })
  validUntil!: string | null;

  @ApiProperty({ type: String })
  issuingAuthority!: string;

  @ApiProperty({ type: 'integer' })
  issueNo!: number;

  @ApiProperty({ type: 'integer', description: 'points of the running cycle' })
  cyclePoints!: number;

  @ApiProperty({ type: String, format: 'date-time' })
  boundAt!: string;
}

export const licenceView = (licence: BoundLicence, language: Language): LicenceView => ({
  licenceId: licence.licenceId,
  fileNumber: `${licence.fileNumber.slice(0, 4)}****${licence.fileNumber.slice(-4)}`,
  classes: licence.classes,
  status: licence.status.map((letter) => ({
    letter,
    text: licenceStatusWords[letter][language === 'en' ? 'en' : 'zh'],
  })),
  firstIssuedOn: licence.firstIssuedOn,
  validFrom: licence.validFrom,
  validUntil: licence.validUntil,
  issuingAuthority: licence.issuingAuthority,
  issueNo: licence.issueNo,
  cyclePoints: licence.cyclePoints,
  boundAt: inShanghai(licence.boundAt),
});
