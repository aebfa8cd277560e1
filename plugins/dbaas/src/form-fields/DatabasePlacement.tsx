import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { CustomFieldValidator } from '@backstage/plugin-scaffolder-react';
import { dbaasTranslationRef } from '../translation';
import { ChoiceCards } from './ChoiceCards';
import { needsRegion } from './chosen-placement';
import { textValue } from './form-values';
import type { OfferFieldOptions, OfferFieldProps } from './offer-field';
import { OfferNotice } from './OfferNotice';
import { listPlacements, useOffer } from './offers';
import { validateOffer } from './validate-offer';

/** The places for servers that the platform has, side by side. */
export function DatabasePlacement(props: OfferFieldProps) {
  const { formData, onChange, schema, uiSchema, idSchema } = props;
  const { rawErrors = [], required, disabled } = props;
  const { t } = useTranslationRef(dbaasTranslationRef);
  const offer = useOffer(listPlacements, uiSchema['ui:options']?.cluster);
  if (offer?.kind !== 'known') return <OfferNotice offer={offer} />;
  return (
    <ChoiceCards
      id={idSchema.$id}
      label={schema.title ?? t('form.placement.title')}
      description={schema.description ?? t('form.placement.description')}
      choices={offer.offer.placements.map(({ name, regions }) => ({
        value: name,
        title: t(`form.placement.${name}.title`),
        lines: [
          t(`form.placement.${name}.description`),
          ...(regions.length > 0
            ? [t('form.placement.regions', { regions: regions.join(', ') })]
            : []),
        ],
      }))}
      value={formData}
      onChange={onChange}
      required={required}
      disabled={disabled}
      errors={rawErrors}
      unknown={placement => t('form.placement.unknown', { placement })}
    />
  );
}

/** Refuses placements that the platform does not have, or that lack a region. */
export const validateDatabasePlacement: CustomFieldValidator<
  string,
  OfferFieldOptions
> = (placement, validation, context) =>
  validateOffer(listPlacements, validation, context, ({ placements }, t) => {
    const chosen = placements.find(({ name }) => name === placement);
    if (!chosen) return t('form.placement.unknown', { placement });
    // The field of the region has no value then, so its validator is not asked.
    return needsRegion(chosen) && !textValue(context.formData, 'region')
      ? t('form.region.choose')
      : undefined;
  });
