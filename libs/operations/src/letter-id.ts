import { Injectable, type PipeTransform } from '@nestjs/common';
import { CannotReplay } from '@open122/messaging';

import { refusalOf } from './refusals';

/** A letter's id in a path; anything else is no letter's. */
@Injectable()
export class LetterId implements PipeTransform<string, number> {
  transform(value: string): number {
    if (!/^[1-9]\d{0,14}$/.test(value)) throw refusalOf(new CannotReplay('unknown'));
    return Number(value);
  }
}
