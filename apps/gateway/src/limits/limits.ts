import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Health, Metrics, ServiceConfig, Shutdown, trusting } from '@open122/service';
import { Gauge } from 'prom-client';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { createClient } from 'redis';

import type { GatewaySettings } from '../gateway.config';
import { refuse } from '../refusals';
import { Grants } from './grants';

const TEN_SECONDS = 10;
const MINUTE = 60;
/** After Redis did not answer in time; a request alone finds out that it does again. */
const LOCAL_FOR_MILLISECONDS = 1_000;

/** How long Redis may take; its client's own time-out ends once a command is written. */
const REDIS_PATIENCE_MILLISECONDS = 250;
/** A connection that is dead without a word is noticed, and made anew. */
const REDIS_ALIVE = { ping: 2_000, silence: 5_000 };
const REDIS_QUEUE = 5_000;

/** A part of a limit that is taken out of the shared count at once. */
const SHARES = 100;

/** The same count in two places. */
interface Counter {
  readonly shared: RateLimiterRedis;
  readonly local: RateLimiterMemory;
  readonly grants: Grants;
  /** Points of a grant. */
  readonly block: number;
}

/**
 * How often a client's address and an account may ask (design §7). The count is in Redis, for all instances together; when Redis
 * is gone, or hangs, each instance goes on counting for itself, and says so in its log, its metric and its health.
 */
@Injectable()
export class Limits implements OnModuleInit {
  private readonly log = new Logger('Limits');
  private readonly redis;
  private readonly client;
  private readonly account;
  private readonly signIn;
  private readonly local: Gauge;
  private isLocal: boolean | undefined;
  private localUntil = 0;

  constructor(
    { values }: ServiceConfig<GatewaySettings>,
    private readonly health: Health,
    private readonly shutdown: Shutdown,
    metrics: Metrics,
  ) {
    this.redis = createClient({
      url: values.REDIS_URL,
      disableOfflineQueue: true,
      commandsQueueMaxLength: REDIS_QUEUE,
      pingInterval: REDIS_ALIVE.ping,
      socket: {
        connectTimeout: 1_000,
        socketTimeout: REDIS_ALIVE.silence,
        ...(new URL(values.REDIS_URL).protocol === 'rediss:' && { tls: true as const, ...trusting(values) }),
        reconnectStrategy: (tries) => Math.min(50 * 2 ** tries, 1_000),
      },
    });
    this.client = this.counter('client', values.LIMIT_CLIENT, TEN_SECONDS, SHARES);
    this.account = this.counter('account', values.LIMIT_ACCOUNT, TEN_SECONDS, SHARES);
    // few, and what an attacker wants more of: counted one by one
    this.signIn = this.counter('sign-in', values.LIMIT_SIGN_IN, MINUTE, values.LIMIT_SIGN_IN);
    this.local = new Gauge({
      name: 'gateway_limits_local',
      help: '1 while Redis is away and limits are counted by each instance for itself',
      registers: [metrics.registry],
    });
  }

  /** Connects in the background: a gateway without Redis serves. */
  onModuleInit(): void {
    this.redis.on('error', () => this.nowLocal(true));
    this.redis.on('ready', () => {
      this.localUntil = 0;
      this.nowLocal(false);
    });
    this.nowLocal(true);
    void this.redis.connect().catch((err: unknown) => this.log.warn({ err, problem: 'Redis is away' }));
    this.health.register('limits', () =>
      this.isLocal === true
        ? { up: true, detail: 'Redis is away: limits are counted locally' }
        : { up: true },
    );
    this.shutdown.on('relay', () => this.redis.destroy());
  }

  /** Counts a request of a client address. Refuses `limit.exceeded` with Retry-After. */
  async ofClient(address: string): Promise<void> {
    await this.consume(this.client, address, refuse.tooMany);
  }

  /** Counts an attempt to sign in, or to be sent a code, from a client address. Refuses `limit.sign-in`. */
  async ofSignIn(address: string): Promise<void> {
    await this.consume(this.signIn, address, refuse.tooManySignIns);
  }

  /** Counts a request of an account. Refuses `limit.exceeded`. */
  async ofAccount(actor: string): Promise<void> {
    await this.consume(this.account, actor, refuse.tooMany);
  }

  private async consume(counter: Counter, key: string, refusal: typeof refuse.tooMany): Promise<void> {
    try {
      await this.count(counter, key);
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      throw refusal().with({ retryAfterSeconds: Math.max(1, Math.ceil(error.msBeforeNext / 1000)) });
    }
  }

  private async count({ shared, local, grants, block }: Counter, key: string): Promise<void> {
    if (performance.now() < this.localUntil) return void (await local.consume(key));
    try {
      await grants.spend(key, async () => {
        const { msBeforeNext } = await inTime(shared.consume(key, block));
        // a window at its very end would grant nothing
        return { points: block, milliseconds: Math.max(1, msBeforeNext) };
      });
      this.nowLocal(false);
    } catch (error) {
      if (error instanceof RateLimiterRes) throw error;
      this.localUntil = performance.now() + LOCAL_FOR_MILLISECONDS;
      this.nowLocal(true);
      await local.consume(key);
    }
  }

  private nowLocal(local: boolean): void {
    if (local === this.isLocal) return;
    this.isLocal = local;
    this.local.set(local ? 1 : 0);
    if (local) this.log.warn('Redis is away: limits are counted locally');
    else this.log.log('limits are counted in Redis');
  }

  private counter(name: string, points: number, duration: number, shares: number): Counter {
    const shared = new RateLimiterRedis({
      storeClient: this.redis,
      useRedisPackage: true,
      rejectIfRedisNotReady: true,
      keyPrefix: `limit:${name}`,
      points,
      duration,
    });
    const block = Math.max(1, Math.floor(points / shares));
    return { shared, local: new RateLimiterMemory({ points, duration }), grants: new Grants(), block };
  }
}

async function inTime<T>(asked: Promise<T>): Promise<T> {
  let late: NodeJS.Timeout | undefined;
  const patience = new Promise<never>((_, fail) => {
    late = setTimeout(() => fail(new Error('Redis does not answer')), REDIS_PATIENCE_MILLISECONDS);
  });
  return Promise.race([asked, patience]).finally(() => clearTimeout(late));
}
