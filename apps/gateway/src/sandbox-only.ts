import { Inject, Injectable } from '@nestjs/common';
import type { Province } from '@open122/contracts';
import { refuseRequest } from '@open122/http';
import { PROVINCE } from '@open122/service';

/** What exists in sandbox provinces alone is not there elsewhere, for nobody (design §7). */
@Injectable()
export class SandboxOnly {
  constructor(@Inject(PROVINCE) private readonly province: Province) {}

  get open(): boolean {
    return this.province.sandbox;
  }

  /** Refuses `request.unknown-route` outside sandbox provinces. */
  check(): void {
    if (!this.open) throw refuseRequest.unknownRoute();
  }
}
