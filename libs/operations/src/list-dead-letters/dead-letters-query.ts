import { ApiPropertyOptional } from '@nestjs/swagger';
import { PageQuery } from '@open122/http';
import { LETTER_STATES, type LetterKind, type LetterState } from '@open122/messaging';
import { IsIn, IsOptional } from 'class-validator';

import { KindWord } from '../kind-word';

/** Which letters of a service: those with a state and all that is named. */
export class DeadLettersQuery extends PageQuery implements LetterKind {
  @ApiPropertyOptional({ type: String, enum: LETTER_STATES, default: 'open' })
  @IsOptional()
  @IsIn(LETTER_STATES)
  state: LetterState = 'open';

  @KindWord('blacklist.list-person')
  handler?: string;

  @KindWord('fulfilment.handover')
  topic?: string;

  @KindWord('DeliveryAbandoned')
  type?: string;

  @KindWord('handler-failed')
  cause?: string;
}

/** The words of a kind alone. */
export const kindOf = ({ handler, topic, type, cause }: LetterKind): LetterKind =>
  Object.fromEntries(
    Object.entries({ handler, topic, type, cause }).filter(([, word]) => word !== undefined),
  );
