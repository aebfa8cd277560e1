import type {
  MetricAttributes,
  MetricOptions,
  MetricsService,
  MetricsServiceObservable,
  MetricsServiceObservableCallback,
} from '@backstage/backend-plugin-api/alpha';

/** One value of an instrument. */
export interface Measurement {
  value: number;
  attributes?: MetricAttributes;
}

interface Instrument {
  options?: MetricOptions;
  callbacks: Set<MetricsServiceObservableCallback>;
  written: Measurement[];
}

/** A metrics service that keeps what is told to it. */
export class RecordedMetrics implements MetricsService {
  readonly #instruments = new Map<string, Instrument>();

  createCounter = (name: string, options?: MetricOptions) => ({
    add: this.#writer(name, options),
  });
  createUpDownCounter = this.createCounter;
  createHistogram = (name: string, options?: MetricOptions) => ({
    record: this.#writer(name, options),
  });
  createGauge = this.createHistogram;
  createObservableCounter = (name: string, options?: MetricOptions) =>
    this.#observable(name, options);
  createObservableUpDownCounter = this.createObservableCounter;
  createObservableGauge = this.createObservableCounter;

  /** Names and units of all instruments. */
  get units(): Record<string, string | undefined> {
    return Object.fromEntries(
      [...this.#instruments].map(([name, { options }]) => [
        name,
        options?.unit,
      ]),
    );
  }

  get descriptions(): (string | undefined)[] {
    return [...this.#instruments.values()].map(
      ({ options }) => options?.description,
    );
  }

  /** What was written to an instrument, and what it says when asked. */
  async collect(name: string): Promise<Measurement[]> {
    const { written = [], callbacks = [] } = this.#instruments.get(name) ?? {};
    const observed: Measurement[] = [];
    for (const callback of callbacks) {
      await callback({
        observe: (value, attributes) => observed.push({ value, attributes }),
      });
    }
    return [...written, ...observed];
  }

  #writer(name: string, options?: MetricOptions) {
    const { written } = this.#create(name, options);
    return (value: number, attributes?: MetricAttributes) => {
      written.push({ value, ...(attributes && { attributes }) });
    };
  }

  #observable(name: string, options?: MetricOptions): MetricsServiceObservable {
    const { callbacks } = this.#create(name, options);
    return {
      addCallback: callback => callbacks.add(callback),
      removeCallback: callback => callbacks.delete(callback),
    };
  }

  #create(name: string, options?: MetricOptions): Instrument {
    const instrument = { options, callbacks: new Set<never>(), written: [] };
    this.#instruments.set(name, instrument);
    return instrument;
  }
}
