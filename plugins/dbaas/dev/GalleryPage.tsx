import { Content, Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import {
  EntityProvider,
  entityRouteParams,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { DatabaseCard } from '../src/card/DatabaseCard';
import { stateEntities } from './gallery-entities';

const useStyles = makeStyles(theme => ({
  gallery: {
    display: 'grid',
    // The card has to be of use at this width.
    gridTemplateColumns: 'repeat(auto-fill, minmax(300px, 1fr))',
    gap: theme.spacing(3),
    alignItems: 'start',
  },
}));

/** The card in every state, side by side. */
export function GalleryPage() {
  const classes = useStyles();
  const entityRoute = useRouteRef(entityRouteRef);
  return (
    <Content>
      <div className={classes.gallery}>
        {stateEntities.map(entity => (
          <div key={entity.metadata.name}>
            <Typography variant="overline">
              <Link to={entityRoute(entityRouteParams(entity))}>
                {entity.metadata.name}
              </Link>
            </Typography>
            <EntityProvider entity={entity}>
              <DatabaseCard />
            </EntityProvider>
          </div>
        ))}
      </div>
    </Content>
  );
}
