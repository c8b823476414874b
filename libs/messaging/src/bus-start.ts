import { Injectable } from '@nestjs/common';

/** Work that begins when the service takes its place at the bus; in one that runs without a bus it never does. */
@Injectable()
export class BusStart {
  readonly #work: (() => void)[] = [];

  on(work: () => void): void {
    this.#work.push(work);
  }
  begin(): void {
    for (const work of this.#work) work();
  }
}
