import { setTimeout as pause } from 'node:timers/promises';

import { Body, Controller, Get, Module, Param, Post, Query, type Type } from '@nestjs/common';
import { instant } from '@open122/contracts';
import { Clock, defineService, type Tx } from '@open122/service';
import { IsInt, IsString, MaxLength, Min } from 'class-validator';

import {
  Allow,
  anyone,
  BodyDigest,
  Command,
  type CommandRequest,
  CurrentPrincipal,
  Describe,
  HttpModule,
  httpSettings,
  Idempotency,
  PageQuery,
  person,
  type Principal,
  refusal,
  service,
  staff,
  useStepUp,
} from '..';

export const toyTable =
  'create table toy (id bigint generated always as identity primary key, name text unique not null);';

const refuse = {
  wheels: refusal('toy.too-few-wheels', 422, '{name}至少要三个轮子。', '{name} needs three wheels.'),
};

class ToyBody {
  @IsString()
  @MaxLength(2_000_000)
  name!: string;

  @IsInt()
  @Min(0)
  wheels!: number;
}

@Controller('v1/toys')
class ToyController {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Allow(anyone())
  @Describe('列出玩具', 'Lists toys')
  list(@Query() { limit }: PageQuery): { limit: number } {
    return { limit };
  }

  @Get('mine')
  @Allow(person(), staff('operator'), service('vehicle'))
  mine(@CurrentPrincipal() principal: Principal): Principal {
    return principal;
  }

  @Get('precious')
  @Allow(person('window'))
  precious(): { precious: true } {
    return { precious: true };
  }

  @Get('broken')
  @Allow(anyone())
  broken(): never {
    throw new Error('secret inside');
  }

  @Get('sql/:state')
  @Allow(anyone())
  sql(@Param('state') code: string): never {
    throw Object.assign(new Error('secret inside'), { code });
  }

  @Post('digest')
  @Allow(anyone())
  digest(@BodyDigest() digest: string): { digest: string } {
    return { digest };
  }

  @Post()
  @Allow(person())
  async make(@Body() body: ToyBody, @Command() command: CommandRequest): Promise<unknown> {
    return (await this.idempotency.run(command, async (tx) => this.insert(tx, body))).body;
  }

  @Post('confirmed')
  @Allow(person())
  async confirmed(@Body() body: ToyBody, @Command() command: CommandRequest): Promise<unknown> {
    const { principal, bodyDigest } = command;
    const { body: made } = await this.idempotency.run(command, async (tx) => {
      await useStepUp(tx, principal, 'make-toy', bodyDigest, this.clock.now());
      return this.insert(tx, body);
    });
    return made;
  }

  private async insert(tx: Tx, { name, wheels }: ToyBody) {
    const [row] = await tx.run<{ id: number }>(
      'toy-insert',
      'insert into toy (name) values ($1) returning id',
      [name],
    );
    await pause(20);
    if (wheels < 3) throw refuse.wheels({ name });
    return { status: 201, body: { zebra: row?.id, apple: name, at: instant('2026-01-01T00:00:00Z') } };
  }
}

@Controller('v1/forgotten')
class ForgottenController {
  @Get('a')
  a(): void {}

  @Get('b')
  @Allow(anyone())
  b(): void {}

  @Post('c')
  c(): void {}
}

const moduleOf = (...controllers: Type<unknown>[]): Type<unknown> => {
  @Module({ imports: [HttpModule.forRoot()], controllers })
  class ToyModule {}
  return ToyModule;
};

/** A service made of toys: the engine is tested without the law (design §9). */
export const toys = defineService({
  name: 'licence',
  module: moduleOf(ToyController),
  settings: httpSettings,
});
/** One in which two operations have no policy. */
export const forgetful = defineService({
  name: 'licence',
  module: moduleOf(ToyController, ForgottenController),
  settings: httpSettings,
});
