import { Injectable } from '@nestjs/common';
import { type HandoverState, maskNumber } from '@open122/contracts';
import {
  actorOf,
  decodeCursor,
  Directory,
  type Page,
  pageOf,
  type PersonPrincipal,
  type ResolvedPerson,
  type StaffPrincipal,
} from '@open122/http';
import { Audit, Database, type Tx } from '@open122/service';

import type { Handover } from '../handover';
import { type HandoverView, showHandover, showToStaff, type StaffHandoverView } from '../handover-view';
import { HandoverStore } from '../handover.store';
import type { RecipientView } from './recipient-view';
import { mayShow, staffCase } from '../staff-case';

/** Who calls him or prints a label has no use for the number of his document. */
const withoutNumber = ({ document, ...person }: ResolvedPerson): ResolvedPerson => ({
  ...person,
  document: { ...document, number: maskNumber(document.number) },
});
const keyOf = ({ openedAt, handoverId }: Handover) => [openedAt, handoverId];

/** Handovers as staff and the person himself see them. */
@Injectable()
export class ShowHandovers {
  constructor(
    private readonly handovers: HandoverStore,
    private readonly directory: Directory,
    private readonly database: Database,
    private readonly audit: Audit,
  ) {}

  /** The queue of a state, the oldest first; or the one of a serial number. */
  async queue(
    staff: StaffPrincipal,
    asked: { state: HandoverState; serial?: string; cursor?: string; limit: number },
  ): Promise<Page<StaffHandoverView>> {
    const owner = staff.role === 'operator' ? (staff.owner ?? null) : null;
    const cursor = decodeCursor(asked.cursor, 2);
    const rows = await this.database.read((tx) =>
      asked.serial === undefined
        ? this.handovers.queue(tx, { state: asked.state, owner }, cursor, asked.limit + 1)
        : this.bySerial(tx, asked.serial, staff),
    );
    const { items, next } = pageOf(rows, asked.limit, keyOf);
    return { items: items.map(showToStaff), next };
  }

  async one(staff: StaffPrincipal, handoverId: string): Promise<StaffHandoverView> {
    return showToStaff(await this.of(staff, handoverId));
  }

  /** Who the document is for, by name: asked of the directory and audited here and there. */
  async recipient(staff: StaffPrincipal, handoverId: string, purpose: string): Promise<RecipientView> {
    const { person, delivery } = await this.of(staff, handoverId);
    const actor = actorOf(staff);
    await this.database.transaction((tx) =>
      this.audit.record(tx, { actor, action: 'handover.show-recipient', subject: handoverId, purpose }),
    );
    const reading = { actor, purpose };
    const [[resolved], address] = await Promise.all([
      this.directory.resolve([person], reading),
      delivery.method === 'post' ? this.directory.address(delivery.addressRef, reading) : null,
    ]);
    return { person: resolved === undefined ? null : withoutNumber(resolved), address };
  }

  /** A person's own, the newest first. */
  async mine(
    { person }: PersonPrincipal,
    asked: { cursor?: string; limit: number },
  ): Promise<Page<HandoverView>> {
    const cursor = decodeCursor(asked.cursor, 2);
    const rows = await this.database.read((tx) =>
      this.handovers.ofPerson(tx, person, cursor, asked.limit + 1),
    );
    const { items, next } = pageOf(rows, asked.limit, keyOf);
    return { items: items.map(showHandover), next };
  }

  private async of(staff: StaffPrincipal, handoverId: string): Promise<Handover> {
    return staffCase(await this.database.read((tx) => this.handovers.find(tx, handoverId)), staff);
  }

  private async bySerial(tx: Tx, serial: string, staff: StaffPrincipal): Promise<Handover[]> {
    const found = await this.handovers.bySerial(tx, serial);
    return found !== null && mayShow(found, staff) ? [found] : [];
  }
}
