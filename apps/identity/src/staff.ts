import type { Instant, OwnerService, PersonRef, Province } from '@open122/contracts';
import type { StaffPrincipal, StaffRole } from '@open122/http';

import { refuse } from './refusals';

/** What a member of staff may do: a clerk at one window, an operator for one owner service (rules §1). */
export interface Post {
  role: StaffRole;
  window: string | null;
  owner: OwnerService | null;
}

export interface Staff extends Post {
  id: string;
  username: string;
  /** His own record, so that he cannot act on himself. */
  person: PersonRef | null;
  /** Sealed {@link StaffSecrets}, bound to the id. */
  sealed: Buffer;
  keyId: string;
  passwordHash: string;
  /** It was drawn for him: he may do nothing until he has replaced it (ASVS 6.4.1). */
  passwordDue: boolean;
  /** The last 30-second step whose TOTP was used: each is used once. */
  totpStep: number;
  createdAt: Instant;
  endedAt: Instant | null;
  version: number;
}

export interface StaffSecrets {
  name: string;
  /** Base32. */
  totp: string;
}

/** A clerk has a window of the province and a document (else "cannot act on himself" would not bite); an operator an owner. */
export function postIsComplete(post: Post, hasDocument: boolean, windows: Province['windows']): boolean {
  switch (post.role) {
    case 'clerk':
      return hasDocument && post.owner === null && windows.some(({ code }) => code === post.window);
    case 'operator':
      return post.owner !== null && post.window === null;
    default:
      return post.owner === null && post.window === null;
  }
}

/** Refuses `registration.of-oneself`: a clerk cannot act on himself (rules §1). */
export function notOnHimself(clerk: StaffPrincipal, person: PersonRef): void {
  if (clerk.person === person) throw refuse.ofOneself();
}
