import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Alert from '@material-ui/lab/Alert';
import { Loading } from '../components/Loading';
import { dbaasTranslationRef } from '../translation';
import { offerReason } from './offer-reason';
import type { Offer } from './offers';

const HEIGHT = 96;

/** In place of choices that are not known, or not yet. */
export function OfferNotice(props: {
  offer: Exclude<Offer<unknown>, { kind: 'known' }> | undefined;
}) {
  const { offer } = props;
  const { t } = useTranslationRef(dbaasTranslationRef);
  if (!offer)
    return <Loading what={t('form.offers.loading')} height={HEIGHT} />;
  return (
    <Alert severity={offer.kind === 'failed' ? 'warning' : 'error'}>
      {offerReason(offer, t)}
    </Alert>
  );
}
