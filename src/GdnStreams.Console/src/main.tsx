import { render } from 'preact';
import { App } from './App';
import './style/base.css';
import './style/parts.css';
import './style/pages.css';
import 'uplot/dist/uPlot.min.css';

render(<App />, document.getElementById('console')!);
