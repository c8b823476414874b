import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Health, Metrics, ServiceConfig, Shutdown } from '@open122/service';
import { Gauge } from 'prom-client';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { createClient } from 'redis';

import type { GatewaySettings } from '../gateway.config';
import { refuse } from '../refusals';

const TEN_SECONDS = 10;
const MINUTE = 60;

/**
 * How often a client's address and an account may ask (design §7). The count is in Redis, for all instances together; when Redis
 * is gone each instance goes on counting for itself, and says so in its log, its metric and its health.
 */
@Injectable()
export class Limits implements OnModuleInit {
  private readonly log = new Logger('Limits');
  private readonly redis;
  private readonly client;
  private readonly account;
  private readonly signIn;
  private readonly local: Gauge;

  constructor(
    { values }: ServiceConfig<GatewaySettings>,
    private readonly health: Health,
    private readonly shutdown: Shutdown,
    metrics: Metrics,
  ) {
    this.redis = createClient({
      url: values.REDIS_URL,
      disableOfflineQueue: true,
      commandOptions: { timeout: 250 },
      socket: { connectTimeout: 1_000, reconnectStrategy: (tries) => Math.min(50 * 2 ** tries, 1_000) },
    });
    this.client = this.counter('client', values.LIMIT_CLIENT, TEN_SECONDS);
    this.account = this.counter('account', values.LIMIT_ACCOUNT, TEN_SECONDS);
    this.signIn = this.counter('sign-in', values.LIMIT_SIGN_IN, MINUTE);
    this.local = new Gauge({
      name: 'gateway_limits_local',
      help: '1 while Redis is away and limits are counted by each instance for itself',
      registers: [metrics.registry],
    });
  }

  /** Connects in the background: a gateway without Redis serves. */
  onModuleInit(): void {
    this.redis.on('error', () => this.nowLocal(true));
    this.redis.on('ready', () => this.nowLocal(false));
    this.nowLocal(true);
    void this.redis.connect().catch((err: unknown) => this.log.warn({ err, problem: 'Redis is away' }));
    this.health.register('limits', () =>
      this.redis.isReady ? { up: true } : { up: true, detail: 'Redis is away: limits are counted locally' },
    );
    this.shutdown.on('relay', () => this.redis.destroy());
  }

  /** Counts a request of a client address. Refuses `limit.exceeded` with Retry-After. */
  async ofClient(address: string): Promise<void> {
    await consume(this.client, address, refuse.tooMany);
  }

  /** Counts an attempt to sign in, or to be sent a code, from a client address. Refuses `limit.sign-in`. */
  async ofSignIn(address: string): Promise<void> {
    await consume(this.signIn, address, refuse.tooManySignIns);
  }

  /** Counts a request of an account. Refuses `limit.exceeded`. */
  async ofAccount(actor: string): Promise<void> {
    await consume(this.account, actor, refuse.tooMany);
  }

  private nowLocal(local: boolean): void {
    this.local.set(local ? 1 : 0);
    if (local === this.isLocal) return;
    this.isLocal = local;
    if (local) this.log.warn('Redis is away: limits are counted locally');
    else this.log.log('limits are counted in Redis');
  }
  private isLocal: boolean | undefined;

  private counter(name: string, points: number, duration: number): RateLimiterRedis {
    return new RateLimiterRedis({
      storeClient: this.redis,
      useRedisPackage: true,
      rejectIfRedisNotReady: true,
      keyPrefix: `limit:${name}`,
      points,
      duration,
      insuranceLimiter: new RateLimiterMemory({ points, duration }),
    });
  }
}

async function consume(
  limiter: RateLimiterRedis,
  key: string,
  refusal: typeof refuse.tooMany,
): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    throw refusal().with({ retryAfterSeconds: Math.max(1, Math.ceil(error.msBeforeNext / 1000)) });
  }
}
