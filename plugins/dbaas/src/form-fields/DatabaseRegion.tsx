import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { usualRegion } from '@backstage-dbaas/plugin-dbaas-common';
import type { CustomFieldValidator } from '@backstage/plugin-scaffolder-react';
import TextField from '@material-ui/core/TextField';
import { dbaasTranslationRef } from '../translation';
import { chosenPlacement } from './chosen-placement';
import { formValues } from './form-values';
import type { OfferFieldOptions, OfferFieldProps } from './offer-field';
import { OfferNotice } from './OfferNotice';
import { listPlacements, useOffer } from './offers';
import { validateOffer } from './validate-offer';

/** The regions of the chosen placement; the platform may have one that it takes by itself. */
export function DatabaseRegion(props: OfferFieldProps) {
  const { formData, onChange, schema, uiSchema, idSchema } = props;
  const { rawErrors = [], required, disabled, formContext } = props;
  const { t } = useTranslationRef(dbaasTranslationRef);
  const offer = useOffer(listPlacements, uiSchema['ui:options']?.cluster);
  if (offer?.kind !== 'known') return <OfferNotice offer={offer} />;
  const chosen = chosenPlacement(offer.offer, formValues(formContext));
  const usual = chosen && usualRegion(chosen);
  return (
    <TextField
      id={idSchema.$id}
      select
      SelectProps={{ native: true }}
      InputLabelProps={{ shrink: true }}
      label={schema.title ?? t('form.region.title')}
      helperText={schema.description ?? t('form.region.description')}
      value={formData ?? ''}
      onChange={({ target }) => onChange(target.value || undefined)}
      required={required}
      disabled={disabled}
      error={rawErrors.length > 0}
      margin="normal"
      fullWidth
    >
      <option value="">
        {usual
          ? t('form.region.usual', { region: usual })
          : t('form.region.choose')}
      </option>
      {(chosen?.regions ?? []).map(region => (
        <option key={region} value={region}>
          {region}
        </option>
      ))}
    </TextField>
  );
}

/** Refuses regions that the chosen placement does not have. */
export const validateDatabaseRegion: CustomFieldValidator<
  string,
  OfferFieldOptions
> = (region, validation, context) =>
  validateOffer(listPlacements, validation, context, (offer, t) => {
    const regions = chosenPlacement(offer, context.formData)?.regions ?? [];
    return regions.length === 0 || regions.includes(region)
      ? undefined
      : t('form.region.unknown', { region });
  });
