import { Module } from '@nestjs/common';
import { AuditSealModule } from '@open122/audit';
import type { Province } from '@open122/contracts';
import { HttpModule } from '@open122/http';
import { MessagingModule } from '@open122/messaging';
import { OperationsModule } from '@open122/operations';
import { Clock, FASTIFY_SETUP, type FastifySetup, PROVINCE } from '@open122/service';
import type { JWK } from 'jose';

import { DocsController } from './docs/docs.controller';
import { serveAssets } from './docs/page';
import { PlatformDocument } from './docs/platform-document';
import { EndedSessions } from './end-sessions/ended-sessions';
import { EndSessions } from './end-sessions/end-sessions';
import { ExportPerson } from './export-person/export-person';
import { ExportPersonController } from './export-person/export-person.controller';
import { Forward } from './forward/forward';
import { FrontDoor } from './forward/front-door';
import { TurnAway } from './forward/turn-away';
import { Upstreams } from './forward/upstreams';
import { JoinDeadLetters } from './join-dead-letters/join-dead-letters';
import { JoinDeadLettersController } from './join-dead-letters/join-dead-letters.controller';
import { Crowd } from './limits/crowd';
import { Limits } from './limits/limits';
import { OpenStreams } from './limits/open-streams';
import { ListServicesController } from './list-services/list-services.controller';
import { ClockStore } from './move-clock/clock.store';
import { Followers } from './move-clock/followers';
import { MoveClock } from './move-clock/move-clock';
import { MoveClockController } from './move-clock/move-clock.controller';
import { NonceStore } from './receive-callback/nonce.store';
import { ReceiveCallback } from './receive-callback/receive-callback';
import { SandboxOnly } from './sandbox-only';
import { KeySet } from './session/key-set';
import { Session } from './session/session';
import { issuerOf, Tokens } from './session/tokens';
import { ShowEventsController } from './show-events/show-events.controller';
import { TappedEvents } from './show-events/tapped-events';

/** What both the policy guard and the forwarding need to know who calls. */
@Module({
  providers: [
    EndedSessions,
    Limits,
    Upstreams,
    Session,
    {
      provide: Tokens,
      inject: [Upstreams, Clock, PROVINCE],
      useFactory: (upstreams: Upstreams, clock: Clock, { code }: Province) => {
        const published = async () =>
          (await upstreams.internal<{ keys: JWK[] }>('identity', '/internal/jwks')).keys;
        return new Tokens(new KeySet(published), issuerOf(code), () => clock.wall());
      },
    },
  ],
  exports: [EndedSessions, Limits, Upstreams, Session],
})
class SessionModule {}

/** The one door of a province's platform (design §1). */
@Module({
  imports: [
    SessionModule,
    HttpModule.forRoot({
      imports: [SessionModule],
      principals: { inject: [Session], useFactory: (session: Session) => session },
    }),
    MessagingModule.forRoot({}),
    OperationsModule.forService('gateway'),
    AuditSealModule.forService('gateway'),
  ],
  controllers: [
    DocsController,
    EndSessions,
    ExportPersonController,
    JoinDeadLettersController,
    ListServicesController,
    MoveClockController,
    ShowEventsController,
  ],
  providers: [
    ExportPerson,
    JoinDeadLetters,
    Crowd,
    Forward,
    FrontDoor,
    TurnAway,
    OpenStreams,
    ReceiveCallback,
    NonceStore,
    ClockStore,
    MoveClock,
    Followers,
    SandboxOnly,
    TappedEvents,
    PlatformDocument,
    {
      provide: FASTIFY_SETUP,
      inject: [FrontDoor, TurnAway],
      useFactory:
        (door: FrontDoor, turnAway: TurnAway): FastifySetup =>
        async (fastify) => {
          await turnAway.stand(fastify);
          await door.open(fastify);
          await serveAssets(fastify);
        },
    },
  ],
})
export class GatewayModule {}
