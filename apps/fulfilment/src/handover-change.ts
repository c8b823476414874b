import type { EventDefinition, handoverEvents, HandoverState, Instant, Payload } from '@open122/contracts';

import type { Handover } from './handover';
import { type Act, after } from './handover-states';

type Definition = (typeof handoverEvents)[number];
type Telling<E> = E extends EventDefinition<infer D> ? { readonly event: E; readonly data: D } : never;
/** One event of a handover with its payload; `version` counts the events of this handover. */
export type Said = Telling<Definition> & { readonly version: number };

/** A handover after an act, and what the others are told of it. */
export interface Change {
  readonly handover: Handover;
  readonly said: readonly Said[];
}

type Own<E> = Omit<Payload<E>, 'handoverId' | 'serial' | 'person' | 'at'>;

/** A handover while an act is being done to it. Its version grows by one with each event. */
export class Draft {
  private readonly said: Said[] = [];
  private constructor(private now: Handover) {}

  static of(handover: Handover): Draft {
    return new Draft(handover);
  }

  get handover(): Handover {
    return this.now;
  }

  /** Does an act if the table allows it; false when it does not. */
  act(act: Act, set: Partial<Handover> = {}): boolean {
    const state: HandoverState | null = after(this.now.state, act);
    if (state === null) return false;
    this.now = { ...this.now, ...set, state };
    return true;
  }

  set(set: Partial<Handover>): void {
    this.now = { ...this.now, ...set };
  }

  say<E extends Definition>(event: E, at: Instant, own: Own<E>): void {
    const { handoverId, serial, person } = this.now;
    const version = this.now.version + 1;
    this.said.push({ event, data: { handoverId, serial, person, at, ...own }, version } as unknown as Said);
    this.now = { ...this.now, version };
  }

  done(): Change {
    return { handover: this.now, said: this.said };
  }
}
