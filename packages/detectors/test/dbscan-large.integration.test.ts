/** DBSCAN beside scikit-learn on 100,000 rows; too slow for the fast tests. */
import { sameAsScikitLearn } from './dbscan-large.js';

sameAsScikitLearn(100_000);
