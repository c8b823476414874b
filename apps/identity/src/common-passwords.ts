/**
 * The most common passwords of eight and more characters, lower case, as many lists of leaked passwords have them at the top,
 * Chinese ones included; shorter ones are refused by length.
 */
export const COMMON_PASSWORDS: ReadonlySet<string> = new Set(
  `
  password password1 password12 password123 password1234 passw0rd p@ssw0rd p@ssword pa55word mypassword passwort
  12345678 123456789 1234567890 12345678910 123456789a 123456789q 123456781 1234567891 123456788 12344321 12341234
  11111111 111111111 1111111111 00000000 000000000 0000000000 22222222 33333333 55555555 66666666 77777777 88888888
  888888888 99999999 999999999 987654321 9876543210 87654321 87654312 123123123 123321123 12312312 112233445566
  11223344 1122334455 147258369 147852369 159357456 159753456 741852963 789456123 789789789 963852741 1357924680
  123654789 321321321 456456456 123454321 12121212 13131313 10101010 20082008 19870101 19880101 19891010 19900101
  31415926 3141592653 5201314520 52013145 520131420 5201314520 1314520520 13145200 1314521 woaini520 woaini521
  woaini1314 woaini123 woaini1314520 woaini5201314 woaiwojia woaimama aini1314 iloveyou iloveyou1 iloveyou2
  iloveyou520 loveyou520 ilove520 love1314 woaiwoziji woshishui woshiwo123 wodemima zhangwei wangwei123 liuyang123
  zhangjie zhanghao zhangjian zhangpeng zhangqiang xiaoming123 a12345678 a123456789 a1234567890 aa123456 aa12345678
  aa123456789 abc12345 abc123456 abc123456789 abcd1234 abcd12345 abcd123456 abcdefgh abcdefg1 abcdefg123 abc123abc
  q12345678 q123456789 qq123456 qq12345678 qq123456789 qqqqqqqq wwwwwwww aaaaaaaa aaaaaaa1 aaaa1111 asdfasdf
  asdfghjk asdfghjkl asdf1234 asdfg12345 asd123456 asd123asd asdasdasd zxcvbnm1 zxcvbnm123 zxcvbnm, zxc123456
  zxc123zxc zxcasdqwe qwe123456 qwe123qwe qweasdzxc qweasd123 qweqweqwe qwer1234 qwer123456 qwerasdf qwerty12
  qwerty123 qwerty1234 qwerty12345 qwertyui qwertyuiop qazwsx123 qazwsxedc qaz123456 qaz123wsx 1q2w3e4r 1q2w3e4r5t
  1q2w3e4r5t6y 1qaz2wsx 1qaz2wsx3edc 1qazxsw2 zaq12wsx zaq1zaq1 1a2b3c4d a1b2c3d4 a1s2d3f4 q1w2e3r4 q1w2e3r4t5
  123qweasd 123qwe123 123456qwe 1234qwer 12345qwert 123456abc 123456aa 123456789abc 123abc456 123456asd 1234abcd
  12345abc 12345678a 12345678q 1234567a letmein1 letmein123 welcome1 welcome123 admin123 admin1234 admin12345
  administrator adminadmin admin888 admin@123 root1234 root123456 test1234 testtest test123456 user1234 guest123
  changeme changeme1 changeme123 default1 temp1234 secret123 superman superman1 batman123 football football1
  baseball baseball1 basketball princess princess1 sunshine sunshine1 dragon123 monkey123 shadow123 master123
  michael1 jennifer computer internet whatever trustno1 starwars pokemon1 liverpool chelsea1 arsenal1 samsung1
  iphone123 google123 facebook linkedin charlie1 jordan23 michelle nicholas victoria elizabeth alexander1
  mercedes corvette mustang1 ferrari1 porsche911 toyota123 benz2008 audi2010 china123 china2008 beijing2008
  zhongguo zhonghua tiananmen hebei123 shijiazhuang jiaojing122 jiaotong122 122122122 traffic122 jiazhao123
  xingshizheng 12345679 0987654321 09876543 0123456789 01234567 012345678 1029384756 5845201314 584520584520
  wangyut2 dearbook buzhidao wobuzhidao meiyoumima xiaoxiao tiantian123 baobao123 xiaobao123 laopo520
  laogong520 happy123 happy2008 goodluck hello123 hello1234 helloworld welcome2 freedom1 secure123 login123
  `
    .trim()
    .split(/\s+/),
);
