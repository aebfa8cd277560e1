import type { StartOperator } from '../operator';
import { startRevisionsController } from './composition/revisions-controller';
import { DefinitionsController } from './definition/definitions-controller';
import { FunctionClient } from './functions/function-client';
import { FunctionRunner } from './functions/function-runner';
import { CLUSTER_USAGE, USAGE } from './kinds';
import { startPackagesControllers } from './packages/packages-controller';
import { UsagesController } from './usage/usages-controller';

/** Crossplane 2.3 on the platform cluster: definitions, compositions, functions and usages. */
export const startCrossplane: StartOperator = async ({
  platform: client,
  functionAddress,
  log,
}) => {
  const functions = await FunctionClient.load();
  const runner = new FunctionRunner(client, functions);
  const definitions = new DefinitionsController({
    client,
    runFunction: (name, request) => runner.run(name, request),
    log,
  });
  const usages = [USAGE, CLUSTER_USAGE].map(
    kind => new UsagesController(kind, client, log),
  );
  const stopControllers = [
    startRevisionsController(client, log),
    ...startPackagesControllers({ client, functionAddress, log }),
  ];
  return {
    stop: async () => {
      await Promise.all([
        definitions.stop(),
        ...usages.map(controller => controller.stop()),
        ...stopControllers.map(stop => stop()),
      ]);
      functions.close();
    },
  };
};
