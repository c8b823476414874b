import { ApiProperty } from '@nestjs/swagger';

class DifferenceView {
  @ApiProperty({ type: String, format: 'uuid' })
  handoverId!: string;

  @ApiProperty({ type: String })
  serial!: string;

  @ApiProperty({ type: String })
  courier!: string;

  @ApiProperty({ type: 'integer' })
  dueFen!: number;

  @ApiProperty({ type: 'integer' })
  collectedFen!: number;
}

/** A day's cash as it goes over the wire. */
export class CashOfDayView {
  @ApiProperty({ type: String, format: 'date' })
  day!: string;

  @ApiProperty({ type: 'integer' })
  dueFen!: number;

  @ApiProperty({ type: 'integer' })
  collectedFen!: number;

  @ApiProperty({ type: [DifferenceView], description: 'where the courier took another sum than was due' })
  differences!: DifferenceView[];
}
