/** Entry of the interface. */
import './styles/index.css'
import { connectHost } from './host'
import { startApp } from './start'

void startApp(connectHost)
