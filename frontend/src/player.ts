import './styles/lesson.css'
