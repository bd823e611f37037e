/** DBSCAN beside scikit-learn on 10,000 rows: clusters, repeated rows, ties at the radius. */
import { sameAsScikitLearn } from './dbscan-large.js';

sameAsScikitLearn(10_000);
