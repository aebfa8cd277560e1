import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  findPlan,
  isPlanOfferedAt,
  type Placement,
  type Plan,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { CustomFieldValidator } from '@backstage/plugin-scaffolder-react';
import { dbaasTranslationRef } from '../translation';
import { ChoiceCards } from './ChoiceCards';
import { formValues, placementValue } from './form-values';
import type { OfferFieldOptions, OfferFieldProps } from './offer-field';
import { OfferNotice } from './OfferNotice';
import { listPlans, useOffer } from './offers';
import { validateOffer } from './validate-offer';
import type { Translate } from './translate';

/** The plans that are made at the chosen placement, side by side. */
export function DatabasePlan(props: OfferFieldProps) {
  const { formData, onChange, schema, uiSchema, idSchema } = props;
  const { rawErrors = [], required, disabled, formContext } = props;
  const { t } = useTranslationRef(dbaasTranslationRef);
  const offer = useOffer(listPlans, uiSchema['ui:options']?.cluster);
  if (offer?.kind !== 'known') return <OfferNotice offer={offer} />;
  const placement = placementValue(formValues(formContext));
  return (
    <ChoiceCards
      id={idSchema.$id}
      label={schema.title ?? t('form.plan.title')}
      description={schema.description ?? t('form.plan.description')}
      choices={offer.offer.plans
        .filter(plan => isPlanOfferedAt(plan, placement))
        .map(plan => ({
          value: plan.name,
          title: plan.title,
          lines: planLines(plan, placement, t),
        }))}
      value={formData}
      onChange={onChange}
      required={required}
      disabled={disabled}
      errors={rawErrors}
      unknown={plan => t('form.plan.unknown', { plan })}
    />
  );
}

/** What a plan gives; clouds decide all but the storage by their machine type. */
function planLines(plan: Plan, placement: Placement, t: Translate): string[] {
  const { cpu, memory, storageGB: storage, description } = plan;
  const machineType =
    placement === 'cnpg' || placement === 'external'
      ? undefined
      : plan.machineTypes[placement];
  const lines =
    machineType !== undefined
      ? [t('form.plan.machine', { machineType, storage })]
      : [
          t('form.plan.specs', { cpu, memory, storage }),
          t('form.plan.connections', { connections: plan.maxConnections }),
          t('form.plan.standby', {
            single: t('card.instances', { count: plan.instances }),
            available: t('card.instances', {
              count: plan.highlyAvailableInstances,
            }),
          }),
        ];
  return [description, ...lines].filter(Boolean);
}

/** Refuses plans that are not on offer. */
export const validateDatabasePlan: CustomFieldValidator<
  string,
  OfferFieldOptions
> = (name, validation, context) =>
  validateOffer(listPlans, validation, context, ({ plans }, t) => {
    const plan = findPlan(plans, name);
    const placement = placementValue(context.formData);
    return plan && isPlanOfferedAt(plan, placement)
      ? undefined
      : t('form.plan.unknown', { plan: name });
  });
