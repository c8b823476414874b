import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Province } from '@open122/contracts';
import { actorOf, type Principal, Refusal, refuseRequest } from '@open122/http';
import { nameActor, nameRoute, PROVINCE, ServiceConfig } from '@open122/service';
import type { FastifyReply, FastifyRequest } from 'fastify';

import type { GatewaySettings } from '../gateway.config';
import { Crowd } from '../limits/crowd';
import { Limits } from '../limits/limits';
import { OpenStreams } from '../limits/open-streams';
import { ReceiveCallback } from '../receive-callback/receive-callback';
import { Session } from '../session/session';
import { streamOf, wholeOf } from './body';
import { requestHeaders } from './headers';
import type { Recipient } from './pass-on';
import { type Destination, destinationOf, type Upstream } from './route-table';
import { type Target, targetOf } from './target';
import { refusalOf, wasCut, wasRefused } from './upstream-errors';
import { type Ask, Upstreams } from './upstreams';

/** Milliseconds between two looks at a service that is away. */
const FIRST_WAIT = 25;
const LONGEST_WAIT = 250;
const MOST_CUTS = 4;
const ANONYMOUS: Principal = { kind: 'anonymous' };

/** Passes requests on to the service that owns their path, on behalf of whoever sent them (design §1, §7). */
@Injectable()
export class Forward {
  private readonly log = new Logger('Forward');

  constructor(
    private readonly upstreams: Upstreams,
    private readonly session: Session,
    private readonly limits: Limits,
    private readonly crowd: Crowd,
    private readonly openStreams: OpenStreams,
    private readonly callbacks: ReceiveCallback,
    private readonly config: ServiceConfig<GatewaySettings>,
    @Inject(PROVINCE) private readonly province: Province,
  ) {}

  /** Answers with what the service answers. Throws refusals, before anything was sent. */
  async handle(request: FastifyRequest, reply: FastifyReply, address: string): Promise<void> {
    const target = targetOf(request.raw.url ?? '');
    if (target === null) throw refuseRequest.badTarget();
    const destination = destinationOf(target.segments);
    if (destination === null || (destination.sandbox === true && !this.province.sandbox)) {
      throw refuseRequest.unknownRoute();
    }
    nameRoute(request, destination.route);
    const stream = String(request.headers.accept).includes('text/event-stream');
    if (!stream && destination.streamed !== true) this.crowd.enter(destination.service, reply.raw);
    const { principal, body } = await this.admit(request, target, destination, address);
    nameActor(request, actorOf(principal));
    if (stream) this.holdStream(principal, address, reply.raw);
    const ask = {
      ...{ method: request.method, path: target.path + target.query, principal, body },
      headers: headersFor(destination, request, address),
      patience: destination.patience ?? this.config.values.PATIENCE,
    };
    await this.pass(destination, ask, { response: reply.raw, begins: () => headersOf(reply), stream });
  }

  /** Who asks, and with which body: a courier by its signature, everybody else by the session. */
  private async admit(
    { raw, method, headers }: FastifyRequest,
    { path, query }: Target,
    { bodyLimit, values, signsIn, courier, streamed }: Destination,
    address: string,
  ): Promise<{ principal: Principal; body: Ask['body'] }> {
    if (courier === true) {
      // the signature is over the path: what it does not cover is not passed on
      if (query !== '') throw refuseRequest.badTarget();
      const body = (await wholeOf(raw, bodyLimit)) ?? Buffer.alloc(0);
      const id = await this.callbacks.verify(values[0] ?? '', { method, path, headers, body });
      return { principal: { kind: 'courier', courier: id }, body };
    }
    if (signsIn === true) await this.limits.ofSignIn(address);
    const principal = signsIn === true ? ANONYMOUS : await this.session.of({ headers });
    const read = streamed === true ? streamOf : wholeOf;
    return { principal, body: await read(raw, bodyLimit) };
  }

  private holdStream(principal: Principal, address: string, response: ServerResponse): void {
    const who = principal.kind === 'anonymous' ? address : actorOf(principal);
    const release = this.openStreams.take(who);
    if (response.destroyed) release();
    else response.once('close', release);
  }

  private async pass({ service }: Destination, ask: Ask, recipient: Recipient): Promise<void> {
    try {
      await this.persistently(service, ask, recipient);
    } catch (err) {
      const ours = err instanceof Refusal || recipient.response.destroyed;
      if (!ours) this.log.warn({ err, service, problem: 'a service does not answer' });
      throw refusalOf(err);
    }
  }

  /**
   * A service that restarts is waited for, so that no request fails by it: what never reached it is asked again until it is back;
   * what broke off a few times more, when asking twice has no second effect (each kept connection may be dead by then).
   */
  private async persistently(service: Upstream, ask: Ask, recipient: Recipient): Promise<void> {
    let cuts = 0;
    for (let wait = FIRST_WAIT; ; wait = Math.min(wait * 2, LONGEST_WAIT)) {
      try {
        return await this.upstreams.pass(service, ask, recipient);
      } catch (error) {
        const cut = wasCut(error);
        if (cut) cuts += 1;
        const again = cut ? cuts <= MOST_CUTS && mayBeRepeated(ask) : this.isWaitedFor(service, ask, error);
        if (!again || recipient.response.destroyed) throw error;
        await pause(wait);
      }
    }
  }

  private isWaitedFor(service: Upstream, { body }: Ask, error: unknown): boolean {
    const whole = body === null || Buffer.isBuffer(body);
    return whole && wasRefused(error) && this.upstreams.comesBack(service);
  }
}

/** A read, or what its owner answers the same way under its idempotency key (design §7). */
const mayBeRepeated = ({ method, headers, body }: Ask): boolean =>
  (method === 'GET' && body === null) || (Buffer.isBuffer(body) && headers['idempotency-key'] !== undefined);

/** From here on the answer is ours to write, with what was to be said to whoever asks. */
function headersOf(reply: FastifyReply): OutgoingHttpHeaders {
  reply.hijack();
  return reply.getHeaders() as OutgoingHttpHeaders;
}

/** Identity alone is told the client's address: its lock-outs go by it. */
const headersFor = (
  { service }: Destination,
  { headers }: FastifyRequest,
  address: string,
): Record<string, string> =>
  service === 'identity'
    ? { ...requestHeaders(headers), 'x-client-address': address }
    : requestHeaders(headers);
