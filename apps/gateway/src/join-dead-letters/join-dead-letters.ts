import { Injectable, Logger } from '@nestjs/common';
import { SERVICES, type ServiceName } from '@open122/contracts';
import { decodeCursor, encodeCursor, type Page, type Principal, refuseRequest } from '@open122/http';
import { type DeadLettersQuery, type DeadLetterView, kindOf, ListDeadLetters } from '@open122/operations';

import type { Upstream } from '../forward/route-table';
import { Upstreams } from '../forward/upstreams';

/** A page over the letters of several services. */
export interface DeadLetterPage extends Page<DeadLetterView> {
  /** Services that did not answer; their letters are on none of these pages. */
  readonly missing: readonly ServiceName[];
}
/** Where a service's list has come to: letters with lower ids follow. */
type Positions = Map<ServiceName, number>;

const BEGIN = Number.MAX_SAFE_INTEGER;
const END = 0;

/** Joins the services' dead letters, the newest first, and names a service that did not answer. */
@Injectable()
export class JoinDeadLetters {
  private readonly log = new Logger('JoinDeadLetters');

  constructor(
    private readonly upstreams: Upstreams,
    private readonly own: ListDeadLetters,
  ) {}

  async run(
    query: DeadLettersQuery,
    service: ServiceName | undefined,
    principal: Principal,
  ): Promise<DeadLetterPage> {
    const positions = positionsIn(query.cursor, servicesFor(principal, service));
    const open = [...positions].filter(([, position]) => position !== END);
    const lists = await Promise.all(
      open.map(async ([each, before]) => [each, await this.listOf(each, before, query, principal)] as const),
    );
    const heard = new Map(lists.flatMap(([each, list]) => (list === null ? [] : [[each, list] as const])));
    const items = newest(
      [...heard.values()].flatMap((list) => list.items),
      query.limit,
    );
    for (const [each, list] of heard)
      positions.set(each, positionAfter(list, items, positions.get(each) ?? END));
    const more = [...heard.keys()].some((each) => positions.get(each) !== END);
    return {
      items,
      next: more ? encodeCursor(SERVICES.map((each) => positions.get(each) ?? END)) : null,
      missing: lists.filter(([, list]) => list === null).map(([each]) => each),
    };
  }

  private async listOf(
    service: ServiceName,
    before: number,
    query: DeadLettersQuery,
    principal: Principal,
  ): Promise<Page<DeadLetterView> | null> {
    const cursor = encodeCursor([before]);
    try {
      if (service === 'gateway') return await this.own.list({ ...query, cursor }, principal);
      return await this.ask(service, { ...query, cursor }, principal);
    } catch (err) {
      this.log.warn({ err, problem: `${service} does not show its dead letters` });
      return null;
    }
  }
  private ask(
    service: Upstream,
    query: DeadLettersQuery,
    principal: Principal,
  ): Promise<Page<DeadLetterView>> {
    const { state, limit, cursor = '' } = query;
    const words = { ...kindOf(query), state, limit: String(limit), cursor };
    const path = `/v1/ops/dead-letters/${service}?${new URLSearchParams(words).toString()}`;
    return this.upstreams.document(service, path, principal);
  }
}

/** An operator works for one owner service (rules §1). Refuses `principal.not-allowed`. */
function servicesFor(principal: Principal, service: ServiceName | undefined): readonly ServiceName[] {
  const asked = service === undefined ? SERVICES : [service];
  if (principal.kind !== 'staff' || principal.role !== 'operator') return asked;
  const own = asked.filter((each) => each === principal.owner);
  if (own.length === 0) throw refuseRequest.principalNotAllowed();
  return own;
}

function positionsIn(cursor: string | undefined, services: readonly ServiceName[]): Positions {
  const known = decodeCursor(cursor, SERVICES.length);
  return new Map(
    SERVICES.map((each, at) => {
      const position = known === null ? BEGIN : Number(known[at]) || END;
      return [each, services.includes(each) ? position : END];
    }),
  );
}

/** Within a service the order of ids holds, whatever the times say: a letter never comes before a newer one of its own. */
function newest(letters: readonly DeadLetterView[], limit: number): DeadLetterView[] {
  const byService = new Map<string, DeadLetterView[]>();
  for (const letter of letters) {
    const own = byService.get(letter.service);
    if (own === undefined) byService.set(letter.service, [letter]);
    else own.push(letter);
  }
  const taken: DeadLetterView[] = [];
  while (taken.length < limit) {
    const heads = [...byService.values()].filter(({ length }) => length > 0);
    if (heads.length === 0) break;
    const [first] = heads.sort(([a], [b]) => ((a?.firstDiedAt ?? '') < (b?.firstDiedAt ?? '') ? 1 : -1));
    taken.push(first!.shift()!);
  }
  return taken;
}

function positionAfter(list: Page<DeadLetterView>, taken: readonly DeadLetterView[], before: number): number {
  const shown = list.items.filter((letter) => taken.includes(letter));
  if (shown.length === list.items.length && list.next === null) return END;
  return shown.at(-1)?.id ?? before;
}
