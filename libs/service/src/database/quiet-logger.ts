import { AbstractLogger } from 'typeorm';

/** TypeORM would write to the console, parameters included; whoever asked is told by what is thrown. */
export class QuietLogger extends AbstractLogger {
  protected writeLog(): void {
    // nothing, see above
  }
}
