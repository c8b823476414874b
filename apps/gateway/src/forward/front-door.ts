import { Injectable } from '@nestjs/common';
import { answerProblem, refuseRequest } from '@open122/http';
import { type FastifySetup, ServiceConfig } from '@open122/service';
import type { FastifyRequest } from 'fastify';

import type { GatewaySettings } from '../gateway.config';
import { clientAddress } from '../limits/client-address';
import { Limits } from '../limits/limits';
import { drain } from './body';
import { Forward } from './forward';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
/** Asked by the machine itself, not by clients: never counted. */
const UNCOUNTED = /^\/(health\/|metrics$)/;

/** Opens the way to the services, beside the gateway's own routes, and stands guard over both. */
@Injectable()
export class FrontDoor {
  constructor(
    private readonly forward: Forward,
    private readonly limits: Limits,
    private readonly config: ServiceConfig<GatewaySettings>,
  ) {}

  readonly open: FastifySetup = (fastify) => {
    fastify.addHook('onRequest', async (request, reply) => {
      const route = request.routeOptions.url ?? '';
      if (UNCOUNTED.test(route)) return;
      try {
        await this.limits.ofClient(this.addressOf(request));
        // The internal part is for the services of the platform; a client finds nothing there.
        if (route.startsWith('/internal')) throw refuseRequest.unknownRoute();
      } catch (error) {
        await answerProblem(error, request, reply);
      }
    });
    void fastify.register((scope, _options, done) => {
      // Bodies are passed on as they come; which of them makes sense, the service says.
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null));
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

  private addressOf({ raw }: FastifyRequest): string {
    return clientAddress(
      raw.socket.remoteAddress,
      raw.headers['x-forwarded-for'],
      this.config.values.TRUSTED_PROXIES,
    );
  }
}
