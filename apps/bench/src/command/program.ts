import { Body, Controller, Injectable, Module, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiProperty } from '@nestjs/swagger';
import { LicenceChanged } from '@open122/contracts';
import {
  Allow,
  Command,
  type CommandRequest,
  Describe,
  HttpModule,
  httpSettings,
  Idempotency,
  person,
  principalPerson,
} from '@open122/http';
import { MessagingModule, messagingSettings, Outbox } from '@open122/messaging';
import { boot, Clock, defineService } from '@open122/service';
import { IsUUID } from 'class-validator';

import { licenceOf } from './licence-of';
import { WRITE } from './tables';

class RecordBody {
  @ApiProperty({ type: String, format: 'uuid' })
  @IsUUID()
  licenceId!: string;
}
class RecordedView extends RecordBody {}

@Injectable()
class Record {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  async run(licenceId: string, command: CommandRequest): Promise<RecordedView> {
    const { person: ref } = principalPerson(command.principal);
    const { body } = await this.idempotency.run(command, async (tx) => {
      // nobody waits for what they answer: they go out with the commit
      tx.send('record.insert', WRITE, [licenceId, ref, this.clock.now()]);
      await this.outbox.add(tx, LicenceChanged, licenceOf(licenceId, ref), { version: 1 });
      return { status: 201, body: { licenceId } };
    });
    return body;
  }
}

@Controller('v1/me/licences')
class RecordController {
  constructor(private readonly record: Record) {}

  @Post('records')
  @Allow(person())
  @Describe('记录', 'Record')
  @ApiCreatedResponse({ type: RecordedView })
  run(@Command() command: CommandRequest, @Body() { licenceId }: RecordBody): Promise<RecordedView> {
    return this.record.run(licenceId, command);
  }
}

@Module({
  imports: [HttpModule.forRoot(), MessagingModule.forRoot()],
  controllers: [RecordController],
  providers: [Record],
})
class RecordModule {}

/** The least command there is, made of the libraries as every service is: idempotency key + write + outbox, one transaction. */
boot(
  defineService({
    ...{ name: 'licence', module: RecordModule },
    settings: { ...httpSettings, ...messagingSettings },
  }),
);
