import { Injectable } from '@nestjs/common';

import { Shutdown } from '../shutdown';

export interface Condition {
  up: boolean;
  detail?: string;
}
export interface Readiness {
  ready: boolean;
  checks: Record<string, Condition>;
}

/** Readiness follows the real state of what a service depends on (design §5). */
@Injectable()
export class Health {
  readonly #checks = new Map<string, () => Condition | Promise<Condition>>();

  constructor(private readonly shutdown: Shutdown) {}

  register(name: string, check: () => Condition | Promise<Condition>): void {
    this.#checks.set(name, check);
  }
  async readiness(): Promise<Readiness> {
    const checks = Object.fromEntries(
      await Promise.all(
        [...this.#checks].map(async ([name, check]) => [name, await outcome(check)] as const),
      ),
    );
    const ready = !this.shutdown.begun && Object.values(checks).every(({ up }) => up);
    return { ready, checks };
  }
}

async function outcome(check: () => Condition | Promise<Condition>): Promise<Condition> {
  try {
    return await check();
  } catch {
    // why is in the log of whoever failed; a probe's answer names nothing of the inside
    return { up: false };
  }
}
