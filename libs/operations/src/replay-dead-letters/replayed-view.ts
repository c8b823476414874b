import { ApiProperty } from '@nestjs/swagger';
import type { ServiceName } from '@open122/contracts';

const OUTCOMES = ['handled', 'ignored', 'duplicate', 'failed'] as const;

export class ReplayedView {
  @ApiProperty({ type: String })
  service!: ServiceName;

  @ApiProperty({ type: 'integer' })
  id!: number;

  @ApiProperty({
    type: String,
    enum: OUTCOMES,
    description:
      'ignored: a rule refused it; duplicate: it had been dealt with after all; failed: its handler failed again, the letter stays open',
  })
  outcome!: (typeof OUTCOMES)[number];

  @ApiProperty({ type: 'integer' })
  attempts!: number;

  @ApiProperty({ type: String, description: 'the rule’s code, or what went wrong; else empty' })
  detail!: string;
}

class FailureView {
  @ApiProperty({ type: 'integer' })
  id!: number;

  @ApiProperty({ type: String, example: 'dead-letter.failed-again' })
  code!: string;
}

export class ReplayedKindView {
  @ApiProperty({ type: 'integer' })
  replayed!: number;

  @ApiProperty({ type: 'integer' })
  failed!: number;

  @ApiProperty({ type: [FailureView] })
  failures!: FailureView[];

  @ApiProperty({ type: String, nullable: true, description: 'after of the next batch; null after the last' })
  next!: string | null;
}
