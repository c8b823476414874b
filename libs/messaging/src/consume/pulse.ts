/** Below the session time-out by far; kafkajs itself leaves out what would come too often. */
const BEAT = 500;

/** Keeps a consumer a member of its group while a batch takes its time. */
export class Pulse {
  readonly #timer: NodeJS.Timeout;
  #beating = true;

  constructor(beat: () => Promise<void>) {
    this.#timer = setInterval(() => {
      beat().catch(() => {
        this.#beating = false;
      });
    }, BEAT);
  }
  /** False after a heartbeat failed: the group is being divided anew, the rest of the batch is somebody's else. */
  get beating(): boolean {
    return this.#beating;
  }
  stop(): void {
    clearInterval(this.#timer);
  }
}
