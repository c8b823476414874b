import { Inject, Injectable } from '@nestjs/common';
import { dayOf, inShanghai, type PersonRef, type Province } from '@open122/contracts';
import {
  actorOf,
  type CommandRequest,
  type DocumentFields,
  documentOf,
  Idempotency,
  type Page,
  pageOf,
  principalStaff,
  type StaffPrincipal,
} from '@open122/http';
import { Audit, Clock, Database, PROVINCE, sqlState, type Tx } from '@open122/service';

import { PersonStore } from '../person.store';
import { Passwords } from '../passwords';
import { refuse } from '../refusals';
import { SessionStore } from '../session.store';
import { type Post, postIsComplete, type Staff } from '../staff';
import { StaffStore } from '../staff.store';
import { Vault } from '../vault';
import { Appoint, type Credentials, drawCredentials, type StaffKept } from './appoint';
import type { AppointedView, StaffView } from './staff-views';

export interface StaffEntries extends Post {
  username: string;
  name: string;
  document: DocumentFields | null;
}

/** What is kept under the idempotency key: the credentials only encrypted. */
interface Kept {
  staffId: string;
  username: string;
  sealed: string;
  keyId: string;
}

@Injectable()
export class ManageStaff {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly appointing: Appoint,
    private readonly store: StaffStore,
    private readonly persons: PersonStore,
    private readonly sessions: SessionStore,
    private readonly passwords: Passwords,
    private readonly vault: Vault,
    private readonly clock: Clock,
    private readonly audit: Audit,
    @Inject(PROVINCE) private readonly province: Province,
  ) {}

  async appoint(command: CommandRequest, entries: StaffEntries): Promise<AppointedView> {
    if (!postIsComplete(entries, entries.document !== null, this.province.windows)) throw refuse.staffPost();
    const credentials = drawCredentials();
    const passwordHash = await this.passwords.hash(credentials.password);
    const { body } = await this.idempotency.run<Kept>(command, async (tx) => {
      const staff = await this.#insert(tx, entries, {
        ...{ passwordHash, passwordDue: true, totpSecret: credentials.totpSecret },
      });
      const { role, window, owner, id } = staff;
      const actor = actorOf(command.principal);
      await this.audit.record(tx, {
        actor,
        action: 'staff.appoint',
        subject: id,
        detail: { role, window, owner },
      });
      const { sealed, keyId } = this.vault.seal(credentials, id);
      return {
        status: 201,
        body: { staffId: id, username: staff.username, sealed: sealed.toString('base64url'), keyId },
      };
    });
    const kept = { sealed: Buffer.from(body.sealed, 'base64url'), keyId: body.keyId };
    return {
      staffId: body.staffId,
      username: body.username,
      ...this.vault.open<Credentials>(kept, body.staffId),
    };
  }

  async list(after: string | null, limit: number): Promise<Page<StaffView>> {
    const rows = await this.database.read((tx) => this.store.page(tx, after, limit + 1));
    const { items, next } = pageOf(rows, limit, ({ username }) => [username]);
    return { items: items.map((staff) => this.#view(staff)), next };
  }

  async end(principal: StaffPrincipal, id: string): Promise<void> {
    if (principalStaff(principal).staff === id) throw refuse.staffHimself();
    await this.database.transaction(async (tx) => {
      if (!(await this.store.end(tx, id, this.clock.now()))) throw refuse.staffUnknown();
      await this.sessions.endAllOf(tx, id, 'staff-ended', this.clock.wall());
      await this.audit.record(tx, { actor: actorOf(principal), action: 'staff.end', subject: id });
    });
  }

  async #insert(
    tx: Tx,
    { username, name, role, window, owner, document }: StaffEntries,
    secrets: StaffKept,
  ): Promise<Staff> {
    const now = this.clock.now();
    const person = document === null ? null : await this.#intern(tx, `staff:${username}`, name, document);
    try {
      return await this.appointing.appoint(tx, { username, name, role, window, owner, person }, secrets, now);
    } catch (error) {
      throw sqlState(error) === '23505' ? refuse.usernameTaken() : error;
    }
  }

  async #intern(tx: Tx, source: string, name: string, given: DocumentFields): Promise<PersonRef> {
    const now = this.clock.now();
    const document = documentOf(given, dayOf(now));
    const ref = this.vault.personRef(document.type, document.number);
    const party = { ref, kind: 'person' as const, document };
    await this.persons.intern(tx, [{ source, party, particulars: { name, mobile: null } }], now);
    return ref;
  }

  #view(staff: Staff): StaffView {
    const { id: staffId, username, role, window, owner, endedAt } = staff;
    return {
      staffId,
      username,
      name: this.store.secretsOf(staff).name,
      role,
      window,
      owner,
      endedAt: endedAt === null ? null : inShanghai(endedAt),
    };
  }
}
