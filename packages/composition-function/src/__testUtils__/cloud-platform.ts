import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { compose } from '../compose';
import { claimOf, FULL_SPEC, MINIMAL_SPEC } from './claims';
import { settingsWith } from './settings';
import { objectOf, SimulatedPlatform } from './simulated-platform';

/** Stands in for a platform whose servers a cloud makes. */
export class CloudPlatform {
  constructor(
    private readonly cloud: 'aws' | 'azure' | 'google',
    private readonly settings: object,
  ) {}

  /** A claim of a minimal spec with some changes, under changed settings. */
  platformOf(spec: object = {}, settings: object = {}): SimulatedPlatform {
    return new SimulatedPlatform(
      claimOf({ ...MINIMAL_SPEC, placement: this.cloud, ...spec }),
      settingsWith({
        [this.cloud]: { ...this.settings, ...settings },
      }),
    );
  }

  /** The same when all that can be made is made. */
  converged(spec: object = {}, settings: object = {}): SimulatedPlatform {
    const platform = this.platformOf(spec, settings);
    platform.converge();
    return platform;
  }

  /** The same for a spec with every layer. */
  convergedFull(spec: object = {}, settings: object = {}): SimulatedPlatform {
    return this.converged(
      { ...FULL_SPEC, placement: this.cloud, ...spec },
      settings,
    );
  }

  serverOf(spec: object = {}, settings: object = {}): KubernetesObject {
    return objectOf(this.converged(spec, settings), 'server');
  }

  problemsOf(spec: object, settings: object = {}) {
    const answer = compose(this.platformOf(spec, settings).input());
    return answer.ok ? [] : answer.problems;
  }
}
