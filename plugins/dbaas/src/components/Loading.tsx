import Skeleton from '@material-ui/lab/Skeleton';
import { useHiddenStyles } from './use-hidden-styles';

/** Keeps the place of something that is being loaded, and says so to screen readers. */
export function Loading(props: { what: string; height: number }) {
  const hidden = useHiddenStyles();
  return (
    <>
      <span role="status" className={hidden.hidden}>
        {props.what}
      </span>
      <Skeleton variant="rect" height={props.height} animation={false} />
    </>
  );
}
