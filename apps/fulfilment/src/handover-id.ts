import { Injectable, type PipeTransform } from '@nestjs/common';

import { refuse } from './refusals';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The id in a path: what cannot be one is not found. */
@Injectable()
export class HandoverId implements PipeTransform<string, string> {
  transform(value: string): string {
    if (!UUID.test(value)) throw refuse.notFound();
    return value;
  }
}
