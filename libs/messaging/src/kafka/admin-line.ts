import type { Admin, Kafka } from 'kafkajs';

/** An admin connection that is made when it is first needed, and made anew after any failure. */
export class AdminLine {
  readonly #admin: Admin;

  constructor(kafka: Kafka) {
    this.#admin = kafka.admin();
  }
  /** Throws what the work threw, or what kept the broker from being reached. */
  async ask<T>(work: (admin: Admin) => Promise<T>): Promise<T> {
    try {
      await this.#admin.connect();
      return await work(this.#admin);
    } catch (error) {
      await this.close();
      throw error;
    }
  }
  async close(): Promise<void> {
    await this.#admin.disconnect().catch(() => undefined);
  }
}
