import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  ResourceNode,
  ServiceRef,
} from '@backstage-dbaas/plugin-dbaas-common';
import Drawer from '@material-ui/core/Drawer';
import IconButton from '@material-ui/core/IconButton';
import Tab from '@material-ui/core/Tab';
import Tabs from '@material-ui/core/Tabs';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import CloseIcon from '@material-ui/icons/Close';
import { useState } from 'react';
import { dbaasTranslationRef } from '../../translation';
import { ManifestView } from './ManifestView';
import { ResourceEvents } from './ResourceEvents';
import { ResourceEvidence } from './ResourceEvidence';

const ID = 'dbaas-resource';
const VIEWS = ['manifest', 'events'] as const;
type View = (typeof VIEWS)[number];

const useStyles = makeStyles(
  theme => ({
    paper: { width: '44rem', maxWidth: '100%', padding: theme.spacing(3) },
    title: {
      display: 'flex',
      alignItems: 'flex-start',
      justifyContent: 'space-between',
      gap: theme.spacing(1),
      overflowWrap: 'anywhere',
    },
    panel: {
      display: 'grid',
      gridTemplateColumns: 'minmax(0, 1fr)',
      gap: theme.spacing(1),
      marginTop: theme.spacing(2),
    },
  }),
  { name: 'DbaasResourceDrawer' },
);

/** One object beside the page: what it says, its manifest, its Events. Mounted only while it is open. */
export function ResourceDrawer(props: {
  service: ServiceRef;
  node: ResourceNode;
  onClose: () => void;
}) {
  const { service, node, onClose } = props;
  const { kind, name } = node.ref;
  const { t } = useTranslationRef(dbaasTranslationRef);
  const classes = useStyles();
  const [view, setView] = useState<View>('manifest');
  return (
    <Drawer
      open
      anchor="right"
      onClose={onClose}
      PaperProps={{
        className: classes.paper,
        role: 'dialog',
        'aria-modal': true,
        'aria-labelledby': `${ID}-title`,
      }}
    >
      <div className={classes.title}>
        <Typography variant="h5" component="h2" id={`${ID}-title`}>
          {kind} {name}
        </Typography>
        <IconButton
          size="small"
          aria-label={t('resource.close')}
          onClick={onClose}
        >
          <CloseIcon />
        </IconButton>
      </div>
      <ResourceEvidence node={node} />
      <Tabs
        value={view}
        onChange={(_event, chosen: View) => setView(chosen)}
        aria-label={t('resource.views')}
      >
        {VIEWS.map(one => (
          <Tab
            key={one}
            value={one}
            id={`${ID}-${one}`}
            aria-controls={view === one ? `${ID}-panel` : undefined}
            label={t(`resource.${one}`)}
          />
        ))}
      </Tabs>
      <div
        role="tabpanel"
        id={`${ID}-panel`}
        aria-labelledby={`${ID}-${view}`}
        className={classes.panel}
      >
        {view === 'manifest' ? (
          <ManifestView service={service} resource={node.ref} />
        ) : (
          <ResourceEvents service={service} resource={node.ref} />
        )}
      </div>
    </Drawer>
  );
}
