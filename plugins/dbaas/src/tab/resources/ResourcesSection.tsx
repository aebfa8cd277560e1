import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { DatabaseService } from '@backstage-dbaas/plugin-dbaas-common';
import Button from '@material-ui/core/Button';
import Typography from '@material-ui/core/Typography';
import { useState } from 'react';
import { isSupporting, resourceId } from '../../presentation/resource-tree';
import { dbaasTranslationRef } from '../../translation';
import { Section } from '../Section';
import { ResourceDrawer } from './ResourceDrawer';
import { ResourceTable } from './ResourceTable';

/** Every object in the clusters that belongs to the service, by layer. */
export function ResourcesSection({ service }: { service: DatabaseService }) {
  const { resources, ref } = service;
  const { t } = useTranslationRef(dbaasTranslationRef);
  const [allShown, setAllShown] = useState(false);
  const [openId, setOpenId] = useState<string>();
  const supporting = resources.filter(isSupporting).length;
  const rows = allShown
    ? resources
    : resources.filter(node => !isSupporting(node));
  // Found again in every answer, so that what is open stays current.
  const open = resources.find(node => resourceId(node) === openId);
  return (
    <Section id="how-it-is-built" title={t('tab.built')}>
      {resources.length === 0 ? (
        <Typography>{t('built.none')}</Typography>
      ) : (
        <ResourceTable
          caption={t('built.caption', { name: ref.name })}
          resources={rows}
          onOpen={node => setOpenId(resourceId(node))}
        />
      )}
      {supporting > 0 && (
        <Button
          size="small"
          color="primary"
          aria-expanded={allShown}
          onClick={() => setAllShown(!allShown)}
        >
          {t(allShown ? 'built.hideSupporting' : 'built.showSupporting', {
            count: supporting,
          })}
        </Button>
      )}
      {open && (
        <ResourceDrawer
          key={openId}
          service={ref}
          node={open}
          onClose={() => setOpenId(undefined)}
        />
      )}
    </Section>
  );
}
