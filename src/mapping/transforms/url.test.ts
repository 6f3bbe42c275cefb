import { FAULT, NOTHING, testRows } from './rows-of-cases.ts'
import { url } from './url.ts'

testRows('url', url, [
  ['https://a.example.id/1.jpg', 'https://a.example.id/1.jpg'],
  ['HTTP://a.example.id/1.jpg', 'http://a.example.id/1.jpg'],
  [' //a.example.id/1.jpg', 'https://a.example.id/1.jpg'],
  ['https://a.example.id/foto rumah (1).jpg', 'https://a.example.id/foto%20rumah%20(1).jpg'],
  ['https://a.example.id/fotó.jpg?x=1&amp;y=2', 'https://a.example.id/fot%C3%B3.jpg?x=1&y=2'],
  ['https://a.example.id/a[1]|{2}.jpg?q=50%', 'https://a.example.id/a%5B1%5D%7C%7B2%7D.jpg?q=50%25'],
  ['http://[::1]:8080/a[1].jpg', 'http://[::1]:8080/a%5B1%5D.jpg'],
  ['http://127.0.0.1:8080/a', 'http://127.0.0.1:8080/a'],
  ['', NOTHING],
  [null, NOTHING],
  ['ftp://a.example.id/1.jpg', FAULT],
  ['javascript:alert(1)', FAULT],
  ['data:image/png;base64,AAAA', FAULT],
  ['file:///etc/passwd', FAULT],
  ['/uploads/1.jpg', FAULT],
  ['foto.jpg', FAULT],
  ['https://', FAULT],
  ['https:///1.jpg', FAULT],
  [`https://a.example.id/${'x'.repeat(2048)}`, FAULT],
  [7, FAULT],
])
