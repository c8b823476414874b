import { type BlockList, isIPv6 } from 'node:net';

import { Injectable } from '@nestjs/common';
import { answerProblem, ON_EVERY_ANSWER, refuseRequest } from '@open122/http';
import { type FastifySetup, networksOf, ServiceConfig } from '@open122/service';
import type { FastifyRequest } from 'fastify';

import type { GatewaySettings } from '../gateway.config';
import { clientAddress, plain } from '../limits/client-address';
import { Limits } from '../limits/limits';
import { drain } from './body';
import { Forward } from './forward';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
/** Asked by the machine itself, not by clients: never counted. */
const PROBE = /^\/health\//;
/** What a proxy writes into the requests that it passes on. */
const PROXIED = ['x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'forwarded', 'via'];

/** What was told to one person no browser keeps (a service may say otherwise). */
const OF_ONE_PERSON = { ...ON_EVERY_ANSWER, 'cache-control': 'no-store' } as const;

/** Opens the way to the services, beside the gateway's own routes, and stands guard over both. */
@Injectable()
export class FrontDoor {
  private readonly measuring: BlockList;

  constructor(
    private readonly forward: Forward,
    private readonly limits: Limits,
    private readonly config: ServiceConfig<GatewaySettings>,
  ) {
    this.measuring = networksOf(config.values.METRICS_FROM);
  }

  readonly open: FastifySetup = (fastify) => {
    fastify.addHook('onRequest', async (request, reply) => {
      const route = request.routeOptions.url ?? '';
      void reply.headers(route.startsWith('/v1/') ? OF_ONE_PERSON : ON_EVERY_ANSWER);
      if (PROBE.test(route) || (route === '/metrics' && this.mayMeasure(request))) return;
      try {
        await this.limits.ofClient(this.addressOf(request));
        // The internal part is for the services of the platform; a client finds nothing there.
        if (route.startsWith('/internal') || route === '/metrics') throw refuseRequest.unknownRoute();
      } catch (error) {
        await answerProblem(error, request, reply);
      }
    });
    void fastify.register((scope, _options, done) => {
      // Bodies are passed on as they come; which of them makes sense, the service says.
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null));
      // A type that is none at all is refused before any parser is asked.
      scope.setErrorHandler(answerProblem);
      scope.route({
        method: [...METHODS],
        url: '/v1/*',
        exposeHeadRoute: false,
        handler: async (request, reply) => {
          try {
            await this.forward.handle(request, reply, this.addressOf(request));
          } catch (error) {
            await answerProblem(error, request, reply);
          } finally {
            drain(request.raw);
          }
          return reply;
        },
      });
      done();
    });
  };

  /** The metrics tell of the inside: they are for neighbours, and for nobody whom a proxy speaks for. */
  private mayMeasure({ raw }: FastifyRequest): boolean {
    if (PROXIED.some((header) => header in raw.headers)) return false;
    const address = plain(raw.socket.remoteAddress ?? '');
    return this.measuring.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
  }

  private addressOf({ raw }: FastifyRequest): string {
    return clientAddress(
      raw.socket.remoteAddress,
      raw.headers['x-forwarded-for'],
      this.config.values.TRUSTED_PROXIES,
    );
  }
}
